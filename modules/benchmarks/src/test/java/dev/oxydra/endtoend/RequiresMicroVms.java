package dev.oxydra.endtoend;

import dev.oxydra.testing.RequiresTool;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** Marks a class of tests in machines: what makes their images, and what runs them. */
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
@interface RequiresMicroVms {}
