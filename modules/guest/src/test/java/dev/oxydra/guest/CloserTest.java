package dev.oxydra.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CloserTest {
  private final List<String> closed = new ArrayList<>();
  private final Closer closer = new Closer();

  private AutoCloseable named(String name) {
    return () -> closed.add(name);
  }

  private AutoCloseable failing(String name) {
    return () -> {
      closed.add(name);
      throw new IOException(name);
    };
  }

  @Test
  void closesTheLastFirst() {
    closer.register(named("a"));
    closer.register(named("b"));
    closer.close();
    closer.close();
    assertEquals(List.of("b", "a"), closed);
  }

  @Test
  void closesAllWhateverFails() {
    closer.register(failing("a"));
    closer.register(named("b"));
    closer.register(failing("c"));
    GuestException e = assertThrows(GuestException.class, closer::close);
    assertEquals(List.of("c", "b", "a"), closed);
    assertEquals("c", e.getCause().getMessage());
    assertEquals("a", e.getSuppressed()[0].getMessage());
  }

  @Test
  void closesAtOnceWhatComesTooLate() {
    closer.close();
    assertThrows(IllegalStateException.class, () -> closer.register(named("late")));
    assertEquals(List.of("late"), closed);
  }
}
