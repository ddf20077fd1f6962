package chreturn;

import java.util.Map;

/** A row of a batch's report. reference and counter: null for none. */
public record Row(long number, String reference, Map<String, String> record, State state, String code, Long counter) {
  public enum State { NOT_SENT, SENT, ACCEPTED, REFUSED }
}
