package chreturn;

import static chreturn.Calls.LIB;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;

/** The calls for responses. */
final class ResponseFunctions implements Message.Functions {
  @Override
  public int service(Pointer message) {
    return LIB.chret_response_service(message);
  }

  @Override
  public Pointer get(Pointer message, int field, SizeT.Reference size) {
    return LIB.chret_response_get(message, field, size);
  }

  @Override
  public int set(Pointer message, int field, byte[] text, SizeT size, Pointer err) {
    return LIB.chret_response_set(message, field, text, size, err);
  }

  @Override
  public int getId(Pointer message, LongByReference originator, LongByReference target, LongByReference counter) {
    return LIB.chret_response_get_id(message, originator, target, counter);
  }

  @Override
  public int setId(Pointer message, long originator, long target, long counter) {
    return LIB.chret_response_set_id(message, originator, target, counter);
  }

  @Override
  public int isSigned(Pointer message) {
    return LIB.chret_response_is_signed(message);
  }

  @Override
  public Pointer certificate(Pointer message) {
    return LIB.chret_response_certificate(message);
  }

  @Override
  public int write(Pointer message, Pointer sink, Pointer err) {
    return LIB.chret_response_write(message, sink, err);
  }

  @Override
  public int writeSigned(Pointer message, Pointer sink, Pointer signer, Pointer err) {
    return LIB.chret_response_write_signed(message, sink, signer, err);
  }

  @Override
  public int writeBuffer(Pointer message, PointerByReference out, Pointer err) {
    return LIB.chret_response_write_buffer(message, out, err);
  }

  @Override
  public int writeSignedBuffer(Pointer message, PointerByReference out, Pointer signer, Pointer err) {
    return LIB.chret_response_write_signed_buffer(message, out, signer, err);
  }

  @Override
  public int prepare(Pointer message, PointerByReference out, Pointer signer, Pointer err) {
    return LIB.chret_response_prepare(message, out, signer, err);
  }
}
