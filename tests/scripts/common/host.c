/* host.c - the host of a piece of code from the README, which stands at the end of main(): host KEY CERTIFICATE MESSAGE. */
#include <chreturn/chreturn.h>
#include <chreturn/xmlsec.h>
#include <stdio.h>

static uint8_t *read_file(const char *path, uint8_t room[65536], size_t *size) {
  FILE *file = fopen(path, "rb");
  *size = file != NULL ? fread(room, 1, 65536, file) : 0;
  if (file != NULL)
    fclose(file);
  return room;
}

/* The code wrote a signed message, and read one as verified. */
static int check(const chret_request *request, const chret_buffer *xml, const chret_error *err) {
  if (xml == NULL || chret_error_status(err) != CHRET_OK || chret_request_certificate(request) == NULL) {
    fprintf(stderr, "%s\n", xml == NULL ? "nothing was signed" : chret_error_message(err));
    return 1;
  }
  return 0;
}

int main(int argc, char **argv) {
  static uint8_t rooms[3][65536];
  chret_error *err = NULL;
  chret_request *request = NULL;
  chret_record *hub = NULL;
  chret_buffer *xml = NULL;
  size_t key_size, certificate_size, size;
  const uint8_t *key = read_file(argv[argc - 3], rooms[0], &key_size);
  const uint8_t *certificate = read_file(argv[argc - 2], rooms[1], &certificate_size);
  const uint8_t *bytes = read_file(argv[argc - 1], rooms[2], &size);
  const uint8_t *certificates = certificate;
  size_t certificates_size = certificate_size;
  chret_error_new(&err, NULL);
  chret_record_new(&hub, CHRET_SERVICE_NO_FAULT_RETURN, NULL);
  chret_record_set_eui(hub, CHRET_FIELD_DEVICE_ID, UINT64_C(0x00DB1234567890A2));
  chret_record_set(hub, CHRET_FIELD_NO_FAULT_RETURN_TYPE, "Lost or Stolen Hub", 18);
  chret_request_new(&request, CHRET_SERVICE_NO_FAULT_RETURN, CHRET_FORM_SINGLE, NULL);
  chret_request_set_id(request, UINT64_C(0x90B3D51F30010000), UINT64_C(0x90B3D51F30000002), 1000);
  chret_request_append(request, hub, NULL);
