package dev.oxydra.endtoend;

import dev.oxydra.testing.RequiresTool;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Marks a class of tests in microVMs: what makes their images, and what runs them. One class at a
 * time, as without the processor's help a machine takes all that it is given.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@RequiresTool({
  "bwrap",
  "setsid",
  "setpriv",
  "qemu-system-x86_64",
  "socat",
  "debootstrap",
  "busybox",
  "cpio",
  "modprobe",
  "xz",
  "mkfs.ext4"
})
@ExtendWith(MadeOnce.class)
@ResourceLock("microVMs")
@Order(1)
@interface RequiresMicroVms {}
