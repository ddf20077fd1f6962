package chreturn;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.Map;

/** The calls of libchreturn, as its headers have them, but those of MessageCalls. A handle is a Pointer, a text bytes and their number. */
interface Calls extends Library {
  String FILE = "libchreturn.so.0";
  Map<String, ?> UTF8 = Map.of(OPTION_STRING_ENCODING, "UTF-8");
  Calls LIB = Native.load(FILE, Calls.class, UTF8);

  String chret_version();
  String chret_status_name(int status);
  String chret_status_text(int status);
  SizeT chret_status_count();
  int chret_status_at(SizeT i);
  SizeT chret_constant_count();
  String chret_constant_name_at(SizeT i);
  int chret_constant_value_at(SizeT i);
  int chret_options_new(PointerByReference out, Pointer allocator);
  void chret_options_free(Pointer options);
  int chret_options_set_limit(Pointer options, int limit, SizeT value);
  int chret_options_set_time(Pointer options, long time);
  int chret_options_set_any_signer(Pointer options, int any);
  int chret_error_new(PointerByReference out, Pointer options);
  void chret_error_free(Pointer err);
  int chret_error_status(Pointer err);
  SizeT chret_error_record(Pointer err);
  String chret_error_device_id(Pointer err);
  String chret_error_item(Pointer err);
  SizeT chret_error_line(Pointer err);
  String chret_error_message(Pointer err);
  int chret_error_host_code(Pointer err);
  Pointer chret_buffer_data(Pointer buffer);
  SizeT chret_buffer_size(Pointer buffer);
  void chret_buffer_free(Pointer buffer);
  int chret_eui64_parse(byte[] text, SizeT size, LongByReference value);
  int chret_eui64_format(long value, byte[] out, SizeT size);

  SizeT chret_service_count();
  int chret_service_at(SizeT i);
  String chret_service_name(int service);
  SizeT chret_service_item_count(int service);
  int chret_service_item_at(int service, SizeT i);
  int chret_service_item_required(int service, int field);
  SizeT chret_field_count();
  int chret_field_at(SizeT i);
  String chret_field_name(int field);
  int chret_field_kind(int field);
  SizeT chret_field_limit(int field);
  SizeT chret_field_value_count(int field);
  String chret_field_value_at(int field, SizeT i);
  String chret_kind_name(int kind);
  String chret_form_name(int form);
  String chret_code_text(byte[] code, SizeT size);
  int chret_code_is_success(byte[] code, SizeT size);

  int chret_record_new(PointerByReference out, int service, Pointer options);
  void chret_record_free(Pointer record);
  int chret_record_set(Pointer record, int field, byte[] text, SizeT size);
  Pointer chret_record_get(Pointer record, int field, SizeT.Reference size);

  int chret_request_new(PointerByReference out, int service, int form, Pointer options);
  int chret_request_form(Pointer request);
  int chret_request_append(Pointer request, Pointer record, Pointer err);
  SizeT chret_request_record_count(Pointer request);
  Pointer chret_request_record_at(Pointer request, SizeT i);

  int chret_response_new(PointerByReference out, int service, Pointer options);
  int chret_response_add_failure(Pointer response, long device, byte[] code, SizeT size, Pointer err);
  SizeT chret_response_failure_count(Pointer response);
  int chret_response_failure_device(Pointer response, SizeT i, LongByReference device);
  String chret_response_failure_code(Pointer response, SizeT i);

  int chret_sign(PointerByReference out, byte[] xml, SizeT size, int replace, Pointer signer, Pointer options,
      Pointer err);
  int chret_prepare(PointerByReference out, byte[] xml, SizeT size, int replace, Pointer signer, Pointer options,
      Pointer err);
  Pointer chret_prepared_signed_info(Pointer prepared, SizeT.Reference size);
  int chret_prepared_complete(Pointer prepared, PointerByReference out, byte[] signature, Pointer trust,
      Pointer options, Pointer err);
  void chret_prepared_free(Pointer prepared);
  int chret_message_read(PointerByReference out, byte[] xml, SizeT size, Pointer trust, Pointer options, Pointer err);
  void chret_message_free(Pointer message);
  int chret_message_kind(Pointer message);
  Pointer chret_message_get(Pointer message, int field, SizeT.Reference size);
  String chret_message_body(Pointer message);
  Pointer chret_message_certificate(Pointer message);
  int chret_reader_new(PointerByReference out, Pointer trust, Pointer options, Pointer err);
  void chret_reader_free(Pointer reader);
  int chret_reader_feed(Pointer reader, byte[] data, SizeT size, Pointer err);
  int chret_reader_finish(Pointer reader, PointerByReference out, Pointer err);
  int chret_reader_finish_unverified(Pointer reader, PointerByReference out, Pointer err);

  int chret_certificate_new(PointerByReference out, Pointer provider, byte[] der, SizeT size, Pointer options,
      Pointer err);
  void chret_certificate_free(Pointer certificate);
  String chret_certificate_issuer(Pointer certificate);
  String chret_certificate_serial(Pointer certificate);
  int chret_certificate_eui64(Pointer certificate, LongByReference value);
  String chret_certificate_role(Pointer certificate);
  int chret_certificate_validity(Pointer certificate, LongByReference notBefore, LongByReference notAfter);
  String chret_certificate_unusable(Pointer certificate);
  int chret_certificate_set_issuer(Pointer certificate, byte[] name, SizeT size);
  int chret_certificate_set_serial(Pointer certificate, byte[] serial, SizeT size);
  int chret_certificate_set_eui64(Pointer certificate, long value);
  int chret_certificate_set_role(Pointer certificate, byte[] role, SizeT size);
  int chret_certificate_set_validity(Pointer certificate, long notBefore, long notAfter);
  int chret_certificate_set_unusable(Pointer certificate, String why);
  int chret_certificate_set_handle(Pointer certificate, Pointer handle);
  int chret_trust_new(PointerByReference out, Pointer provider, Pointer options);
  void chret_trust_free(Pointer trust);
  int chret_trust_add(Pointer trust, byte[] der, SizeT size, Pointer err);
  SizeT chret_trust_count(Pointer trust);
  Pointer chret_trust_at(Pointer trust, SizeT i);
  int chret_ecdsa_der_to_raw(byte[] der, SizeT size, byte[] out);

  int chret_report_new(PointerByReference out, Pointer options);
  void chret_report_free(Pointer report);
  SizeT chret_report_count(Pointer report);
  SizeT chret_report_record(Pointer report, SizeT i);
  String chret_report_device_id(Pointer report, SizeT i);
  String chret_report_item(Pointer report, SizeT i);
  int chret_report_code(Pointer report, SizeT i);
  SizeT chret_report_line(Pointer report, SizeT i);
  String chret_report_message(Pointer report, SizeT i);
  int chret_check_record(Pointer report, Pointer record, SizeT number);
  int chret_check_request(Pointer report, Pointer request);
  int chret_check_document(Pointer report, byte[] xml, SizeT size, Pointer options, Pointer err);

  int chret_policy_new(PointerByReference out, Pointer options);
  void chret_policy_free(Pointer policy);
  int chret_policy_set_any_code(Pointer policy, int any);
  int chret_policy_set_code(Pointer policy, int check, byte[] code, SizeT size);
  int chret_policy_set_checks(Pointer policy, int[] checks, SizeT count);
  int chret_policy_add_role(Pointer policy, byte[] role, SizeT size);
  int chret_policy_add_device_status(Pointer policy, byte[] status, SizeT size);
  int chret_policy_add_check(Pointer policy, byte[] code, SizeT size, Structs.OwnCheck check, Pointer ctx);
  int chret_policy_set_all(Pointer policy, int all);
  int chret_policy_set_success_code(Pointer policy, byte[] code, SizeT size);
  int chret_policy_set_warning_code(Pointer policy, byte[] code, SizeT size);
  void chret_facts_set_known(Pointer facts, SizeT i, int known);
  void chret_facts_set_device_type(Pointer facts, SizeT i, byte[] text, SizeT size);
  void chret_facts_set_device_status(Pointer facts, SizeT i, byte[] text, SizeT size);
  void chret_facts_set_logistics_status(Pointer facts, SizeT i, byte[] text, SizeT size);
  void chret_facts_set_authorised(Pointer facts, SizeT i, int authorised);
  int chret_user_new(PointerByReference out, byte[] role, SizeT size, int statusPermits, int pairIsValid,
      Pointer options);
  void chret_user_free(Pointer user);
  int chret_validate(PointerByReference out, Pointer request, Pointer user, Pointer policy,
      Structs.AskInventory inventory, Pointer ctx, Pointer options, Pointer err);
  int chret_outcomes_of_answer(PointerByReference out, Pointer request, Pointer response, Pointer report,
      Pointer options, Pointer err);
  void chret_outcomes_free(Pointer outcomes);
  String chret_outcomes_request_code(Pointer outcomes);
  SizeT chret_outcomes_count(Pointer outcomes);
  long chret_outcomes_device(Pointer outcomes, SizeT i);
  String chret_outcomes_code(Pointer outcomes, SizeT i);
  int chret_outcomes_is_accepted(Pointer outcomes, SizeT i);
  SizeT chret_outcomes_accepted_count(Pointer outcomes);
  int chret_outcomes_effects(Pointer outcomes, SizeT i);
  int chret_outcomes_key(Pointer outcomes, SizeT i, byte[] out, SizeT size);
  SizeT chret_outcomes_failed_count(Pointer outcomes, SizeT i);
  String chret_outcomes_failed_code(Pointer outcomes, SizeT i, SizeT j);
  int chret_answer(PointerByReference out, Pointer request, Pointer outcomes, Pointer policy, byte[] responseId,
      SizeT size, long milliseconds, Pointer options, Pointer err);
  int chret_replay_check(IntByReference verdict, byte[] digest, Pointer request, byte[] xml, SizeT size, long window,
      Pointer memory, Pointer provider, Pointer err);

  int chret_batch_new(PointerByReference out, int form, long originator, long target, Pointer options);
  void chret_batch_free(Pointer batch);
  int chret_batch_form(Pointer batch);
  long chret_batch_originator(Pointer batch);
  long chret_batch_target(Pointer batch);
  int chret_batch_set_schema_version(Pointer batch, byte[] text, SizeT size, Pointer err);
  int chret_batch_set_keep_signatures(Pointer batch, int keep);
  int chret_batch_set_max_records(Pointer batch, SizeT most);
  int chret_batch_add(Pointer batch, Pointer row, SizeT number, byte[] reference, SizeT size, Pointer err);
  SizeT chret_batch_row_count(Pointer batch);
  Pointer chret_batch_row_record(Pointer batch, SizeT i);
  SizeT chret_batch_row_number(Pointer batch, SizeT i);
  Pointer chret_batch_row_reference(Pointer batch, SizeT i, SizeT.Reference size);
  int chret_batch_row_state(Pointer batch, SizeT i);
  String chret_batch_row_code(Pointer batch, SizeT i);
  int chret_batch_row_counter(Pointer batch, SizeT i, LongByReference counter);
  int chret_batch_request_row(Pointer batch, long counter, SizeT j, SizeT.Reference row);
  int chret_batch_is_signed(Pointer batch);
  int chret_batch_set_counter(Pointer batch, Structs.Counter next, Pointer ctx);
  SizeT chret_batch_requests_left(Pointer batch);
  int chret_batch_next(Pointer batch, Pointer signer, PointerByReference out, LongByReference counter, Pointer err);
  int chret_batch_resend(Pointer batch);
  int chret_batch_retry(Pointer batch, byte[] code, SizeT size, SizeT.Reference count);
  int chret_batch_answer(Pointer batch, Pointer response, IntByReference kind, Pointer report, Pointer err);
  int chret_batch_judge(Pointer batch, Pointer response, IntByReference kind, Pointer report, Pointer err);
  int chret_batch_save(Pointer batch, Pointer sink, Pointer provider, Pointer err);
  int chret_batch_load(PointerByReference out, byte[] state, SizeT size, Pointer provider, Pointer options,
      Pointer err);
}
