export { LOCAL_PROFILE, startSystem, type System, type SystemOptions } from '../../scripts/system/system.js';
