package chreturn;

import java.util.List;

/**
 * What becomes of a record: its code, all codes that failed where the policy asks for them, and what the host has now
 * to do, once for each key.
 */
public record Outcome(String deviceId, String code, boolean accepted, List<String> failed, String key,
    boolean auditEntry, boolean returned, boolean returnRecord) {}
