export { LOCAL_PROFILE, type System, startSystem } from '../../scripts/system/system.js';
