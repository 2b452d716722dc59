export { LOCAL_PROFILE, type System, type SystemOptions, startSystem } from '../../scripts/system/system.js';
