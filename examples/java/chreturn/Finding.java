package chreturn;

/** What a check found: the record from 1 (0: the message as a whole), and a status's name as the code. */
public record Finding(long record, String deviceId, String item, String code, long line, String message) {}
