/**
 * Switches that the driver reads while its module loads: imported before it, for effect only.
 * A service probes no cloud metadata, sends no telemetry and loads no native extra; what the operator set stays.
 */
process.env.SNOWFLAKE_DISABLE_PLATFORM_DETECTION ??= 'true';
process.env.SF_TELEMETRY_DISABLE_CONNECTION_SHAPE ??= 'true';
process.env.SNOWFLAKE_DISABLE_MINICORE ??= 'true';
