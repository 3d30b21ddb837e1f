package dev.oxydra.runner;

import dev.oxydra.types.UserId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The guests that a daemon answers for, and so how long there is a daemon: until the last guest is
 * gone and nobody changes anything any more.
 */
final class DaemonGuests {
  private final Map<UserId, DaemonGuest> guests = new ConcurrentHashMap<>();
  private final Map<UserId, Object> turns = new ConcurrentHashMap<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private int changing;
  private volatile boolean closed;

  /**
   * Says that something is to be changed; {@link #finish} has to follow.
   *
   * @return whether that may be; not when the daemon ends
   */
  synchronized boolean begin() {
    if (ended.getCount() == 0) {
      return false;
    }
    changing++;
    return true;
  }

  synchronized void finish() {
    changing--;
    if (changing == 0 && guests.isEmpty()) {
      ended.countDown();
    }
  }

  /** Whether there will be none when the one change that goes on, or went on, is over. */
  synchronized boolean endWithThisChange() {
    return changing <= 1 && guests.isEmpty();
  }

  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  boolean endsWithin(long time, TimeUnit unit) throws InterruptedException {
    return ended.await(time, unit);
  }

  /** What whoever changes a user's guest holds. */
  Object turn(UserId user) {
    return turns.computeIfAbsent(user, key -> new Object());
  }

  @Nullable DaemonGuest get(UserId user) {
    return guests.get(user);
  }

  /** Takes it; it is closed at once when the daemon ends. */
  void put(UserId user, DaemonGuest guest) {
    guests.put(user, guest);
    if (closed) {
      guest.close();
    }
  }

  List<DaemonGuest> all() {
    return List.copyOf(guests.values());
  }

  Set<UserId> users() {
    return Set.copyOf(guests.keySet());
  }

  /**
   * How they are.
   *
   * @param user whose guest is wanted; null for all
   */
  List<GuestStatus> statuses(@Nullable UserId user) {
    return of(user).map(DaemonGuest::status).toList();
  }

  /** Where guests are, without what is measured of them. */
  List<GuestStatus> found(@Nullable UserId user) {
    return of(user).map(DaemonGuest::described).toList();
  }

  /** In the order of their users. */
  private Stream<DaemonGuest> of(@Nullable UserId user) {
    return guests.values().stream()
        .filter(guest -> user == null || user.equals(guest.user()))
        .sorted(Comparator.comparing(guest -> guest.user().value()));
  }

  /**
   * Stops a user's guest.
   *
   * @return whether there was one
   */
  boolean remove(UserId user) {
    DaemonGuest guest = guests.remove(user);
    if (guest != null) {
      guest.close();
    }
    return guest != null;
  }

  /**
   * Stops all at the same time.
   *
   * @return whether there were any
   */
  boolean removeAll() {
    List<Thread> stopping =
        users().stream()
            .map(user -> Thread.ofVirtual().name("guest-closer").start(() -> remove(user)))
            .toList();
    stopping.forEach(Joined::uninterruptibly);
    return !stopping.isEmpty();
  }

  /** Nothing is begun any more, and a guest that is still started is closed. */
  void end() {
    closed = true;
    ended.countDown();
  }
}
