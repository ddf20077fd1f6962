package chreturn;

import java.util.List;

/** Asked once for a request: as many devices as Device IDs, in the same order; null for one that is not known. */
@FunctionalInterface
public interface Inventory {
  List<Device> find(List<String> deviceIds) throws Exception;
}
