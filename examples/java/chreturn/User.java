package chreturn;

/** What the host knows of the User that sent a request: its User Role, such as "IS". */
public record User(String role, boolean statusPermits, boolean pairIsValid) {
  public User(String role) {
    this(role, true, true);
  }
}
