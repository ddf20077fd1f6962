/* The calls of the library as koffi declares them: chret_NAME is native.NAME. Handles are `void *`, which koffi gives as
 * BigInt; a text goes in as pointer and size. The libraries are found as the system finds them (LD_LIBRARY_PATH). */
import koffi from 'koffi';

for (const callback of [
  'int32_t Write(void *ctx, const uint8_t *data, size_t size)',
  'int32_t Finish(void *ctx, int32_t keep)',
  'int32_t DigestBegin(void *ctx, void *digest)',
  'int32_t DigestUpdate(void *ctx, void *digest, const uint8_t *data, size_t size)',
  'int32_t DigestFinish(void *ctx, void *digest, void *out)',
  'void DigestDrop(void *ctx, void *digest)',
  'int32_t Sign(void *ctx, const uint8_t *signed_info, size_t size, void *signature)',
  'int32_t Inventory(void *ctx, const uint64_t *devices, size_t count, void *facts)',
  'int32_t OwnCheck(void *ctx, void *record, void *own, void *failed)',
  'int32_t Find(void *ctx, uint64_t originator, uint64_t target, uint64_t counter, void *found, void *digest, void *has_highest, void *highest)',
  'int32_t Counter(void *ctx, void *counter)',
  'int32_t Password(void *ctx, void *out, size_t capacity)',
])
  koffi.proto(callback);

const head = { struct_size: 'uint32_t', reserved: 'uint32_t', ctx: 'void *' };
const structs = {
  sink: koffi.struct('chret_sink', { ...head, write: 'Write *', finish: 'Finish *' }),
  provider: koffi.struct('chret_provider', {
    ...head,
    digest_begin: 'DigestBegin *',
    digest_update: 'DigestUpdate *',
    digest_finish: 'DigestFinish *',
    digest_drop: 'DigestDrop *',
    describe: 'void *',
    verify: 'void *',
    check: 'void *',
    release: 'void *',
  }),
  signer: koffi.struct('chret_signer', {
    ...head,
    provider: 'void *',
    issuer: 'void *',
    issuer_size: 'size_t',
    serial: 'void *',
    serial_size: 'size_t',
    eui64: 'uint64_t',
    sign: 'Sign *',
  }),
  replay_memory: koffi.struct('chret_replay_memory', { ...head, find: 'Find *' }),
};

const core = `
  const char *version()
  const char *status_name(int32_t status)
  const char *status_text(int32_t status)
  size_t status_count()
  int32_t status_at(size_t i)
  size_t constant_count()
  const char *constant_name_at(size_t i)
  int32_t constant_value_at(size_t i)
  int32_t provider_init(void *provider, size_t size)
  int32_t options_new(_Out_ void **out, void *allocator)
  void options_free(void *options)
  int32_t options_set_limit(void *options, int32_t limit, size_t value)
  int32_t options_set_time(void *options, int64_t time)
  int32_t options_set_any_signer(void *options, int32_t any)
  int32_t error_new(_Out_ void **out, void *options)
  size_t error_record(void *err)
  const char *error_device_id(void *err)
  const char *error_item(void *err)
  size_t error_line(void *err)
  const char *error_message(void *err)
  int32_t error_host_code(void *err)
  void *buffer_data(void *buffer)
  size_t buffer_size(void *buffer)
  void buffer_free(void *buffer)
  int32_t eui64_parse(void *text, size_t size, _Out_ uint64_t *value)
  int32_t eui64_format(uint64_t value, void *out, size_t size)

  size_t service_count()
  int32_t service_at(size_t i)
  const char *service_name(int32_t service)
  size_t service_item_count(int32_t service)
  int32_t service_item_at(int32_t service, size_t i)
  int32_t service_item_required(int32_t service, int32_t field)
  size_t field_count()
  int32_t field_at(size_t i)
  const char *field_name(int32_t field)
  int32_t field_kind(int32_t field)
  size_t field_limit(int32_t field)
  size_t field_value_count(int32_t field)
  const char *field_value_at(int32_t field, size_t i)
  const char *kind_name(int32_t kind)
  const char *form_name(int32_t form)
  const char *code_text(void *code, size_t size)
  int32_t code_is_success(void *code, size_t size)

  int32_t record_new(_Out_ void **out, int32_t service, void *options)
  void record_free(void *record)
  int32_t record_set(void *record, int32_t field, void *text, size_t size)
  void *record_get(void *record, int32_t field, _Out_ size_t *size)

  int32_t request_new(_Out_ void **out, int32_t service, int32_t form, void *options)
  void request_free(void *request)
  int32_t request_service(void *request)
  int32_t request_form(void *request)
  int32_t request_set(void *request, int32_t field, void *text, size_t size, void *err)
  void *request_get(void *request, int32_t field, _Out_ size_t *size)
  int32_t request_set_id(void *request, uint64_t originator, uint64_t target, uint64_t counter)
  int32_t request_get_id(void *request, _Out_ uint64_t *originator, _Out_ uint64_t *target, _Out_ uint64_t *counter)
  int32_t request_append(void *request, void *record, void *err)
  size_t request_record_count(void *request)
  void *request_record_at(void *request, size_t i)
  int32_t request_is_signed(void *request)
  void *request_certificate(void *request)
  int32_t request_write(void *request, const chret_sink *sink, void *err)
  int32_t request_write_buffer(void *request, _Out_ void **out, void *err)
  int32_t request_write_signed(void *request, const chret_sink *sink, const chret_signer *signer, void *err)
  int32_t request_write_signed_buffer(void *request, _Out_ void **out, const chret_signer *signer, void *err)
  int32_t request_prepare(void *request, _Out_ void **out, const chret_signer *signer, void *err)
  int32_t request_read(_Out_ void **out, void *xml, size_t size, void *trust, void *options, void *err)
  int32_t request_read_unverified(_Out_ void **out, void *xml, size_t size, void *options, void *err)

  int32_t response_new(_Out_ void **out, int32_t service, void *options)
  void response_free(void *response)
  int32_t response_service(void *response)
  int32_t response_set(void *response, int32_t field, void *text, size_t size, void *err)
  void *response_get(void *response, int32_t field, _Out_ size_t *size)
  int32_t response_set_id(void *response, uint64_t originator, uint64_t target, uint64_t counter)
  int32_t response_get_id(void *response, _Out_ uint64_t *originator, _Out_ uint64_t *target, _Out_ uint64_t *counter)
  int32_t response_add_failure(void *response, uint64_t device, void *code, size_t size, void *err)
  size_t response_failure_count(void *response)
  int32_t response_failure_device(void *response, size_t i, _Out_ uint64_t *device)
  const char *response_failure_code(void *response, size_t i)
  int32_t response_is_signed(void *response)
  void *response_certificate(void *response)
  int32_t response_write(void *response, const chret_sink *sink, void *err)
  int32_t response_write_buffer(void *response, _Out_ void **out, void *err)
  int32_t response_write_signed(void *response, const chret_sink *sink, const chret_signer *signer, void *err)
  int32_t response_write_signed_buffer(void *response, _Out_ void **out, const chret_signer *signer, void *err)
  int32_t response_prepare(void *response, _Out_ void **out, const chret_signer *signer, void *err)
  int32_t response_read(_Out_ void **out, void *xml, size_t size, void *trust, void *options, void *err)
  int32_t response_read_unverified(_Out_ void **out, void *xml, size_t size, void *options, void *err)

  int32_t sign(_Out_ void **out, void *xml, size_t size, int32_t replace, const chret_signer *signer, void *options, void *err)
  int32_t prepare(_Out_ void **out, void *xml, size_t size, int32_t replace, const chret_signer *signer, void *options, void *err)
  void *prepared_signed_info(void *prepared, _Out_ size_t *size)
  int32_t prepared_complete(void *prepared, _Out_ void **out, void *signature, void *trust, void *options, void *err)
  void prepared_free(void *prepared)
  int32_t message_read(_Out_ void **out, void *xml, size_t size, void *trust, void *options, void *err)
  void message_free(void *message)
  int32_t message_kind(void *message)
  void *message_get(void *message, int32_t field, _Out_ size_t *size)
  const char *message_body(void *message)
  void *message_certificate(void *message)
  int32_t reader_new(_Out_ void **out, void *trust, void *options, void *err)
  void reader_free(void *reader)
  int32_t reader_feed(void *reader, void *data, size_t size, void *err)
  int32_t reader_finish(void *reader, _Out_ void **out, void *err)
  int32_t reader_finish_unverified(void *reader, _Out_ void **out, void *err)

  int32_t certificate_new(_Out_ void **out, void *provider, void *der, size_t size, void *options, void *err)
  void certificate_free(void *certificate)
  const char *certificate_issuer(void *certificate)
  const char *certificate_serial(void *certificate)
  int32_t certificate_eui64(void *certificate, _Out_ uint64_t *value)
  const char *certificate_role(void *certificate)
  int32_t certificate_validity(void *certificate, _Out_ int64_t *not_before, _Out_ int64_t *not_after)
  const char *certificate_unusable(void *certificate)
  int32_t trust_new(_Out_ void **out, void *provider, void *options)
  void trust_free(void *trust)
  size_t trust_count(void *trust)
  void *trust_at(void *trust, size_t i)
  int32_t ecdsa_der_to_raw(void *der, size_t size, void *out)

  int32_t report_new(_Out_ void **out, void *options)
  void report_free(void *report)
  size_t report_count(void *report)
  size_t report_record(void *report, size_t i)
  const char *report_device_id(void *report, size_t i)
  const char *report_item(void *report, size_t i)
  int32_t report_code(void *report, size_t i)
  size_t report_line(void *report, size_t i)
  const char *report_message(void *report, size_t i)
  int32_t check_record(void *report, void *record, size_t number)
  int32_t check_request(void *report, void *request)
  int32_t check_document(void *report, void *xml, size_t size, void *options, void *err)

  int32_t policy_new(_Out_ void **out, void *options)
  void policy_free(void *policy)
  int32_t policy_set_any_code(void *policy, int32_t any)
  int32_t policy_set_code(void *policy, int32_t check, void *code, size_t size)
  int32_t policy_set_checks(void *policy, void *checks, size_t count)
  int32_t policy_add_role(void *policy, void *role, size_t size)
  int32_t policy_add_device_status(void *policy, void *status, size_t size)
  int32_t policy_add_check(void *policy, void *code, size_t size, OwnCheck *check, void *ctx)
  int32_t policy_set_all(void *policy, int32_t all)
  int32_t policy_set_success_code(void *policy, void *code, size_t size)
  int32_t policy_set_warning_code(void *policy, void *code, size_t size)
  void facts_set_known(void *facts, size_t i, int32_t known)
  void facts_set_device_type(void *facts, size_t i, void *text, size_t size)
  void facts_set_device_status(void *facts, size_t i, void *text, size_t size)
  void facts_set_logistics_status(void *facts, size_t i, void *text, size_t size)
  void facts_set_authorised(void *facts, size_t i, int32_t authorised)
  int32_t user_new(_Out_ void **out, void *role, size_t size, int32_t status_permits, int32_t pair_is_valid, void *options)
  void user_free(void *user)
  int32_t validate(_Out_ void **out, void *request, void *user, void *policy, Inventory *inventory, void *ctx, void *options, void *err)
  int32_t outcomes_of_answer(_Out_ void **out, void *request, void *response, void *report, void *options, void *err)
  void outcomes_free(void *outcomes)
  const char *outcomes_request_code(void *outcomes)
  size_t outcomes_count(void *outcomes)
  uint64_t outcomes_device(void *outcomes, size_t i)
  const char *outcomes_code(void *outcomes, size_t i)
  int32_t outcomes_is_accepted(void *outcomes, size_t i)
  size_t outcomes_accepted_count(void *outcomes)
  int32_t outcomes_effects(void *outcomes, size_t i)
  int32_t outcomes_key(void *outcomes, size_t i, void *out, size_t size)
  size_t outcomes_failed_count(void *outcomes, size_t i)
  const char *outcomes_failed_code(void *outcomes, size_t i, size_t j)
  int32_t answer(_Out_ void **out, void *request, void *outcomes, void *policy, void *response_id, size_t size, int64_t milliseconds, void *options, void *err)
  int32_t replay_check(_Out_ int32_t *verdict, void *digest, void *request, void *xml, size_t size, uint64_t window, const chret_replay_memory *memory, void *provider, void *err)

  int32_t batch_new(_Out_ void **out, int32_t form, uint64_t originator, uint64_t target, void *options)
  void batch_free(void *batch)
  int32_t batch_form(void *batch)
  uint64_t batch_originator(void *batch)
  uint64_t batch_target(void *batch)
  int32_t batch_set_schema_version(void *batch, void *text, size_t size, void *err)
  int32_t batch_set_keep_signatures(void *batch, int32_t keep)
  int32_t batch_set_max_records(void *batch, size_t most)
  int32_t batch_add(void *batch, void *row, size_t number, void *reference, size_t size, void *err)
  size_t batch_row_count(void *batch)
  void *batch_row_record(void *batch, size_t i)
  size_t batch_row_number(void *batch, size_t i)
  void *batch_row_reference(void *batch, size_t i, _Out_ size_t *size)
  int32_t batch_row_state(void *batch, size_t i)
  const char *batch_row_code(void *batch, size_t i)
  int32_t batch_row_counter(void *batch, size_t i, _Out_ uint64_t *counter)
  int32_t batch_request_row(void *batch, uint64_t counter, size_t j, _Out_ size_t *row)
  int32_t batch_is_signed(void *batch)
  int32_t batch_set_counter(void *batch, Counter *next, void *ctx)
  size_t batch_requests_left(void *batch)
  int32_t batch_next(void *batch, const chret_signer *signer, _Out_ void **out, _Out_ uint64_t *counter, void *err)
  int32_t batch_resend(void *batch)
  int32_t batch_retry(void *batch, void *code, size_t size, _Out_ size_t *count)
  int32_t batch_answer(void *batch, void *response, _Out_ int32_t *kind, void *report, void *err)
  int32_t batch_judge(void *batch, void *response, _Out_ int32_t *kind, void *report, void *err)
  int32_t batch_save(void *batch, const chret_sink *sink, void *provider, void *err)
  int32_t batch_load(_Out_ void **out, void *state, size_t size, void *provider, void *options, void *err)`;

const xmlsec = `
  int32_t xmlsec_new(_Out_ void **out, void *options)
  void xmlsec_free(void *xmlsec)
  void *xmlsec_provider(void *xmlsec)
  int32_t xmlsec_add_ca(void *xmlsec, void *data, size_t size, void *err)
  int32_t xmlsec_trust_add(void *xmlsec, void *trust, void *data, size_t size, void *err)
  int32_t xmlsec_signer_new(_Out_ void **out, void *xmlsec, void *key, size_t key_size, void *certificate, size_t certificate_size, Password *password, void *ctx, void *err)
  int32_t xmlsec_signer_new_pkcs12(_Out_ void **out, void *xmlsec, void *pkcs12, size_t size, Password *password, void *ctx, void *err)
  void xmlsec_signer_free(void *signer)
  void *xmlsec_signer_get(void *signer)
  void *xmlsec_signer_certificate(void *signer)`;

function declare(file, prototypes) {
  const library = koffi.load(file);
  return Object.fromEntries(
    prototypes
      .split('\n')
      .filter((line) => line !== '')
      .map((prototype) => {
        const [, result, name, rest] = /^\s*(.*?[ *])(\w+)(\(.*)$/.exec(prototype);
        return [name, library.func(`${result}chret_${name}${rest}`)];
      }),
  );
}

export const native = declare('libchreturn.so.0', core);

let provider;
/* The second library is loaded when it is first asked for: those who bring their own cryptography do without it. */
export const nativeXmlsec = () => (provider ??= declare('libchreturn-xmlsec.so.0', xmlsec));

/* A struct of the library's, to be handed over for one call: the functions in it are called during that call only. */
export const struct = (name, values) => ({
  struct_size: koffi.sizeof(structs[name]),
  reserved: 0,
  ctx: null,
  ...values,
});

/* A provider in memory of its own, since it outlives a call: its functions stay until `free` is called. */
export function lastingProvider(values) {
  const type = structs.provider;
  const pointer = koffi.alloc(type, 1);
  native.provider_init(pointer, koffi.sizeof(type));
  const functions = Object.entries(values).map(([member, call]) => {
    const registered = koffi.register(call, type.members[member].type);
    koffi.encode(pointer, koffi.offsetof(type, member), 'void *', registered);
    return registered;
  });
  return {
    pointer,
    free: () => {
      functions.forEach(koffi.unregister);
      koffi.free(pointer);
    },
  };
}

export const registerCounter = (call) => koffi.register(call, 'Counter *');
export const registerOwnCheck = (call) => koffi.register(call, 'OwnCheck *');
export const unregister = koffi.unregister;
