package chreturn;

/** What the inventory knows of a device; the statuses: null for none. */
public record Device(String type, String status, String logisticsStatus, boolean authorised) {}
