package chreturn;

import static chreturn.Calls.LIB;

import com.sun.jna.Pointer;
import java.util.List;

/** A failed call: the status by name, such as "too-long", and what it is about. What a callback threw is the cause. */
public final class ChretException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String status;
  private final String detail;
  private final long record;
  private final String deviceId;
  private final String item;
  private final long line;
  private final int hostCode;
  private transient List<Finding> findings = List.of();

  private ChretException(int status, String detail, long record, String deviceId, String item, long line, int hostCode,
      Throwable cause) {
    super(where(record, deviceId, item, line) + detail, cause);
    this.status = LIB.chret_status_name(status);
    this.detail = detail;
    this.record = record;
    this.deviceId = deviceId;
    this.item = item;
    this.line = line;
    this.hostCode = hostCode;
  }

  static ChretException of(int status, String deviceId, String item) {
    return new ChretException(status, LIB.chret_status_text(status), 0, deviceId, item, 0, 0, null);
  }

  static ChretException of(Pointer err, Throwable cause) {
    return new ChretException(LIB.chret_error_status(err), LIB.chret_error_message(err),
        LIB.chret_error_record(err).longValue(), LIB.chret_error_device_id(err), LIB.chret_error_item(err),
        LIB.chret_error_line(err).longValue(), LIB.chret_error_host_code(err), cause);
  }

  private static String where(long record, String deviceId, String item, long line) {
    StringBuilder where = new StringBuilder();
    String[] parts = {record > 0 ? "record " + record : "", deviceId, item, line > 0 ? "line " + line : ""};
    for (String part : parts) {
      where.append(where.length() > 0 && !part.isEmpty() ? ", " : "").append(part);
    }
    return where.length() > 0 ? where + ": " : "";
  }

  public String status() {
    return status;
  }

  /** What is wrong, without the place. */
  public String detail() {
    return detail;
  }

  /** The record it happened in, from 1; 0: the header or the message as a whole. */
  public long record() {
    return record;
  }

  public String deviceId() {
    return deviceId;
  }

  public String item() {
    return item;
  }

  /** The line of the document; 0 where there is none. */
  public long line() {
    return line;
  }

  /** What a HostException in a callback had, or -1 for another exception; 0 where no callback failed. */
  public int hostCode() {
    return hostCode;
  }

  /** What a check had found before it failed. */
  public List<Finding> findings() {
    return findings;
  }

  ChretException with(List<Finding> found) {
    findings = found;
    return this;
  }
}
