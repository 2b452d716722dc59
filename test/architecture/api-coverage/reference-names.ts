/** The public names of Snowpark for Python in scope, as it spells them: by class, and its functions. */
export const REFERENCE_CLASSES: Readonly<Record<string, string>> = {
  Session: `table sql create_dataframe range table_function generator flatten directory read file call call_nowait create_async_job query_history write_pandas write_arrow begin_transaction commit rollback use_database use_schema use_warehouse use_role use_secondary_roles get_current_account get_current_user get_current_database get_current_schema get_current_warehouse get_current_role get_fully_qualified_current_schema get_fully_qualified_name_if_possible get_session_stage query_tag append_query_tag update_query_tag cancel_all close builder get_active_session session_id connection conf version telemetry_enabled`,
  SessionBuilder: `config configs app_name create get_or_create`,
  DataFrame: `select select_expr filter where sort order_by limit distinct drop_duplicates drop with_column with_columns with_column_renamed rename to_df alias col col_ilike agg group_by rollup cube group_by_grouping_sets pivot unpivot union union_all union_by_name union_all_by_name intersect except_ minus subtract join natural_join cross_join lateral_join join_table_function flatten sample sample_by random_split describe dropna fillna replace na stat analytics write session collect collect_nowait count first take to_local_iterator to_pandas to_pandas_batches to_arrow to_arrow_batches show cache_result create_or_replace_view create_or_replace_temp_view create_temp_view create_or_replace_dynamic_table copy_into_table explain queries schema columns dtypes print_schema get_execution_profile approx_quantile corr cov crosstab`,
  DataFrameNaFunctions: `drop fill replace`,
  DataFrameStatFunctions: `approx_quantile corr cov crosstab sample_by`,
  DataFrameAnalyticsFunctions: `moving_agg cumulative_agg compute_lag compute_lead time_series_agg`,
  GroupedDataFrame: `agg avg mean sum min max median count function builtin pivot`,
  Column: `eq neq gt lt geq leq plus minus multiply divide mod pow neg not and or get_item get_field in_ isin between bitand bitor bitxor equal_null equal_nan is_null is_not_null cast try_cast asc asc_nulls_first asc_nulls_last desc desc_nulls_first desc_nulls_last like regexp rlike startswith endswith contains substr substring collate alias as_ name over within_group get_name`,
  CaseColumn: `when otherwise`,
  Window: `partition_by order_by rows_between range_between unbounded_preceding unbounded_following current_row`,
  Row: `as_dict`,
  Table: `update delete merge sample drop_table`,
  DataFrameReader: `table schema option options with_metadata format load csv json avro parquet orc xml file directory`,
  DataFrameWriter: `mode option options partition_by format save_as_table insert_into copy_into_location save csv json parquet`,
  FileOperation: `put get put_stream get_stream copy_files list remove`,
  AsyncJob: `is_done is_failed status cancel query result to_df`,
};

/** Without those that register what runs on a server in Python. */
export const REFERENCE_FUNCTIONS = `
  builtin call_builtin call_function call_udf col column expr function in_
  lit model service sql_expr system_reference when call_table_function explode explode_outer
  flatten table_function when_matched when_not_matched asc asc_nulls_first asc_nulls_last desc desc_nulls_first
  desc_nulls_last any_value approx_count_distinct approx_percentile approx_percentile_accumulate approx_percentile_combine approx_percentile_estimate array_agg array_union_agg
  array_unique_agg avg bitand_agg bitmap_construct_agg bitor_agg bitxor_agg booland_agg boolor_agg boolxor_agg
  collect_list collect_set corr count countDistinct count_distinct covar_pop covar_samp grouping
  grouping_id kurtosis listagg max max_by mean median min min_by
  mode object_agg percentile_approx percentile_cont regr_avgx regr_avgy regr_count regr_intercept regr_r2
  regr_slope regr_sxx regr_sxy regr_syy skew stddev stddev_pop stddev_samp sum
  sum_distinct var_pop var_samp variance cume_dist dense_rank first_value lag last_value
  lead nth_value ntile percent_rank rank row_number booland boolnot boolor
  boolxor coalesce decode equal_nan equal_null greatest greatest_ignore_nulls iff ifnull
  is_null least least_ignore_nulls not_ nullif nullifzero nvl nvl2 regr_valx
  regr_valy zeroifnull abs acos acosh asin asinh atan atan2
  atanh bitand bitmap_bit_position bitmap_bucket_number bitnot bitor bitshiftleft bitshiftright bitshiftright_unsigned
  bitxor bround bucket cbrt ceil cos cosh cot degrees
  div0 div0null divnull exp factorial floor format_number getbit haversine
  ln log log10 log1p log2 mod negate pi pow
  radians round sign signum sin sinh sqrt square tan
  tanh trunc truncate width_bucket ascii base64 base64_decode_binary base64_decode_string base64_encode
  bit_length char charindex chr collate collation compress concat concat_ws
  contains decompress_binary decompress_string editdistance endswith hash hex hex_decode_binary hex_decode_string
  hex_encode initcap insert instr jarowinkler_similarity left length locate lower
  lpad ltrim md5 md5_binary md5_number_lower64 md5_number_upper64 octet_length parse_url position
  regexp_count regexp_extract regexp_instr regexp_like regexp_replace regexp_substr regexp_substr_all repeat replace
  reverse right rpad rtrim rtrimmed_length sha1 sha1_binary sha2 sha2_binary
  soundex soundex_p123 space split split_part startswith strtok substr substring
  substring_index translate trim try_base64_decode_binary try_base64_decode_string try_hex_decode_binary try_hex_decode_string unbase64 unicode
  upper add_months convert_timezone current_date current_time current_timestamp date_add date_format date_from_parts
  date_part date_sub date_trunc dateadd datediff day daydiff dayname dayofmonth
  dayofweek dayofyear from_unixtime from_utc_timestamp getdate hour interval_day_time_from_parts interval_year_month_from_parts last_day
  localtime localtimestamp make_interval minute month monthname months_between next_day previous_day
  quarter second sysdate systimestamp time_from_parts timestamp_from_parts timestamp_ltz_from_parts timestamp_ntz_from_parts timestamp_tz_from_parts
  to_utc_timestamp unix_timestamp weekofyear window year as_array as_binary as_boolean as_char
  as_date as_decimal as_double as_integer as_number as_object as_real as_time as_timestamp_ltz
  as_timestamp_ntz as_timestamp_tz as_varchar cast to_array to_binary to_boolean to_char to_date
  to_decfloat to_decimal to_double to_file to_geography to_geometry to_json to_object to_time
  to_timestamp to_timestamp_ltz to_timestamp_ntz to_timestamp_tz to_varchar to_variant to_xml try_cast try_to_binary
  try_to_geography try_to_geometry array_append array_cat array_compact array_construct array_construct_compact array_contains array_distinct
  array_except array_flatten array_generate_range array_insert array_intersection array_join array_max array_min array_position
  array_prepend array_remove array_remove_at array_reverse array_size array_slice array_sort array_to_string array_union
  arrays_overlap arrays_to_object arrays_zip sequence size sort_array strtok_to_array check_json check_xml
  create_map element_at from_json get get_ignore_case get_path is_array is_binary is_boolean
  is_char is_date is_date_value is_decimal is_double is_integer is_null_value is_object is_real
  is_time is_timestamp_ltz is_timestamp_ntz is_timestamp_tz is_varchar json_extract_path_text map_cat map_concat map_contains_key
  map_delete map_from_arrays map_insert map_keys map_pick map_size object_construct object_construct_keep_null object_delete
  object_insert object_keys object_pick parse_json parse_xml strip_null_value struct try_parse_json typeof
  xmlget xpath xpath_boolean xpath_double xpath_float xpath_int xpath_long xpath_number xpath_short
  xpath_string st_area st_asewkb st_asewkt st_asgeojson st_astext st_aswkb st_aswkt st_azimuth
  st_buffer st_centroid st_collect st_contains st_coveredby st_covers st_difference st_dimension st_disjoint
  st_distance st_dwithin st_endpoint st_envelope ST_GEOGFROMEWKB st_geogfromewkt st_geogfromgeohash st_geogfromtext ST_GEOGFROMWKB
  st_geogfromwkt st_geogpointfromgeohash ST_GEOGRAPHYFROMEWKB st_geographyfromewkt st_geographyfromtext st_geographyfromwkb st_geographyfromwkt st_geohash st_geometryfromewkb
  st_geometryfromewkt st_geometryfromtext st_geometryfromwkb st_geometryfromwkt st_geomfromewkb st_geomfromewkt st_geomfromgeohash st_geomfromtext st_geomfromwkb
  st_geomfromwkt st_geompointfromgeohash st_hausdorffdistance st_interpolate st_intersection st_intersection_agg st_intersects st_isvalid st_length
  st_makegeompoint st_makeline st_makepoint st_makepolygon st_makepolygonoriented st_npoints st_numpoints st_perimeter st_pointn
  st_setsrid st_simplify st_srid st_startpoint st_symdifference st_transform st_union st_union_agg st_within
  st_x st_xmax st_xmin st_y st_ymax st_ymin h3_cell_to_boundary h3_cell_to_children h3_cell_to_children_string
  h3_cell_to_parent h3_cell_to_point h3_compact_cells h3_compact_cells_strings h3_coverage h3_coverage_strings h3_get_resolution h3_grid_disk h3_grid_distance
  h3_grid_path h3_int_to_string h3_is_pentagon h3_is_valid_cell h3_latlng_to_cell h3_latlng_to_cell_string h3_point_to_cell h3_point_to_cell_string h3_polygon_to_cells
  h3_polygon_to_cells_strings h3_string_to_int h3_try_coverage h3_try_coverage_strings h3_try_grid_distance h3_try_grid_path h3_try_polygon_to_cells h3_try_polygon_to_cells_strings h3_uncompact_cells
  h3_uncompact_cells_strings ai_agg ai_classify ai_complete ai_count_tokens ai_embed ai_extract ai_filter ai_multi_embed
  ai_parse_document ai_redact ai_sentiment ai_similarity ai_summarize_agg ai_transcribe ai_translate prompt snowflake_cortex_sentiment
  snowflake_cortex_summarize build_stage_file_url fl_get_content_type fl_get_etag fl_get_file_type fl_get_last_modified fl_get_relative_path fl_get_scoped_file_url fl_get_size
  fl_get_stage fl_get_stage_file_url fl_is_audio fl_is_compressed fl_is_document fl_is_image fl_is_video all_user_names current_account
  current_account_name current_available_roles current_client current_database current_ip_address current_organization_name current_organization_user current_region current_role
  current_role_type current_schema current_schemas current_secondary_roles current_session current_statement current_transaction current_user current_version
  current_warehouse getvariable invoker_role invoker_share is_application_role_in_session is_database_role_in_session is_granted_to_invoker_role is_role_in_session last_query_id
  last_transaction monotonically_increasing_id normal randn random seq1 seq2 seq4 seq8
  uniform uuid_string dp_interval_high dp_interval_low vector_cosine_distance vector_inner_product vector_l2_distance
`;
