package chreturn;

import com.sun.jna.FunctionMapper;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.Map;

/** The calls that requests and responses have alike: chret_request_NAME and chret_response_NAME. */
interface MessageCalls extends Library {
  MessageCalls REQUEST = named("chret_request_");
  MessageCalls RESPONSE = named("chret_response_");

  private static MessageCalls named(String prefix) {
    FunctionMapper names = (library, method) -> prefix + method.getName();
    return Native.load(Calls.FILE, MessageCalls.class, Map.of(OPTION_FUNCTION_MAPPER, names));
  }

  void free(Pointer message);
  int service(Pointer message);
  int set(Pointer message, int field, byte[] text, SizeT size, Pointer err);
  Pointer get(Pointer message, int field, SizeT.Reference size);
  int set_id(Pointer message, long originator, long target, long counter);
  int get_id(Pointer message, LongByReference originator, LongByReference target, LongByReference counter);
  int is_signed(Pointer message);
  Pointer certificate(Pointer message);
  int write(Pointer message, Pointer sink, Pointer err);
  int write_buffer(Pointer message, PointerByReference out, Pointer err);
  int write_signed(Pointer message, Pointer sink, Pointer signer, Pointer err);
  int write_signed_buffer(Pointer message, PointerByReference out, Pointer signer, Pointer err);
  int prepare(Pointer message, PointerByReference out, Pointer signer, Pointer err);
  int read(PointerByReference out, byte[] xml, SizeT size, Pointer trust, Pointer options, Pointer err);
  int read_unverified(PointerByReference out, byte[] xml, SizeT size, Pointer options, Pointer err);
}
