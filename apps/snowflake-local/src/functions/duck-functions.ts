/** DuckDB's aggregates among them. */
export const DUCK_AGGREGATES: readonly string[] = [
  ...'any_value arg_max_null arg_min_null avg bit_and bit_or bit_xor bool_and bool_or corr count'.split(' '),
  ...'covar_pop covar_samp kurtosis list max median min mode quantile_cont quantile_disc regr_avgx regr_avgy'.split(
    ' ',
  ),
  ...'regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy skewness stddev_pop stddev_samp string_agg sum var_pop var_samp'.split(
    ' ',
  ),
];

/** Every function of DuckDB's own that the templates of types/, functions/ and dml/ call. */
export const DUCK_FUNCTIONS: readonly string[] = [
  // numbers
  ...'abs acos acosh asin asinh atan atan2 atanh cbrt ceil cos cosh cot degrees exp factorial floor isfinite isinf ln log10 log2 pi pow'.split(
    ' ',
  ),
  ...'radians round sign signbit sin sinh sqrt tan tanh trunc xor greatest least random hash'.split(' '),
  // texts
  ...'array_to_string chr concat concat_ws contains ends_with instr left length levenshtein lower lpad ltrim printf repeat replace'.split(
    ' ',
  ),
  ...'reverse right rpad rtrim split_part starts_with string_split strlen substring translate trim unicode upper'.split(
    ' ',
  ),
  ...'regexp_escape regexp_extract_all regexp_full_match regexp_extract regexp_matches regexp_replace regexp_split_to_array strip_accents icu_sort_key'.split(
    ' ',
  ),
  // bytes
  ...'encode from_base64 hex md5 octet_length sha1 sha256 to_base64 unhex'.split(' '),
  // dates and times
  ...'date_diff date_trunc day dayname dayofweek dayofyear epoch_us hour isodow isoyear last_day make_date'.split(' '),
  ...'make_timestamp microsecond minute month monthname quarter second strftime time_bucket timezone to_days'.split(
    ' ',
  ),
  ...'to_hours to_microseconds to_minutes to_months to_years weekofyear year'.split(' '),
  // JSON, lists and structs
  ...'json_array json_array_length json_extract json_extract_string json_transform json_type to_json'.split(' '),
  ...'len list_aggregate list_concat list_count list_extract list_filter list_reduce list_slice list_sum list_transform range row struct_extract'.split(
    ' ',
  ),
  ...'list_contains list_distance list_inner_product list_zip struct_pack unnest'.split(' '),
  // what stands for a missing value
  ...'coalesce nextval nullif uuid'.split(' '),
  ...DUCK_AGGREGATES,
  // windows
  ...'cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number'.split(' '),
];
