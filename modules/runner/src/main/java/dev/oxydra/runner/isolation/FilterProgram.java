package dev.oxydra.runner.isolation;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes a program of the classic Berkeley packet filter, which is what seccomp runs at each system
 * call. It has one register, which instructions load and compare.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>
 * @see <a href="https://www.kernel.org/doc/html/latest/networking/filter.html">the instructions</a>
 */
final class FilterProgram {
  /** Where {@code struct seccomp_data} has the call's number, architecture and arguments. */
  static final int NUMBER = 0;

  static final int ARCHITECTURE = 4;
  private static final int ARGUMENTS = 16;

  /** {@code BPF_LD | BPF_W | BPF_ABS}. */
  static final int LOAD = 0x20;

  /** {@code BPF_JMP | BPF_JEQ | BPF_K}. */
  static final int IF_EQUAL = 0x15;

  /** {@code BPF_JMP | BPF_JGE | BPF_K}, unsigned. */
  static final int IF_NOT_BELOW = 0x35;

  /** {@code BPF_JMP | BPF_JSET | BPF_K}. */
  static final int IF_ANY_BIT = 0x45;

  /** {@code BPF_ALU | BPF_AND | BPF_K}. */
  static final int AND = 0x54;

  /** {@code BPF_RET | BPF_K}. */
  static final int RETURN = 0x06;

  /** Bytes of {@code struct sock_filter}. */
  static final int INSTRUCTION = 8;

  /** {@code SECCOMP_RET_ALLOW}. */
  static final int ALLOW = 0x7FFF0000;

  /** {@code SECCOMP_RET_KILL_PROCESS}. */
  static final int KILL = 0x80000000;

  private static final int ERRNO = 0x00050000;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** {@code SECCOMP_RET_ERRNO}: the call fails with this error. */
  static int fail(int errno) {
    return ERRNO | errno;
  }

  /** Loads 32 bits of what is known of the call. */
  FilterProgram load(int offset) {
    return add(LOAD, 0, 0, offset);
  }

  /** Loads the lower half of an argument, which is all that the kernel looks at in an int. */
  FilterProgram loadArgument(int index) {
    return load(ARGUMENTS + index * Long.BYTES);
  }

  FilterProgram and(int mask) {
    return add(AND, 0, 0, mask);
  }

  /** Goes on behind the next {@code skip} instructions unless the register is {@code value}. */
  FilterProgram unlessEqualSkip(int value, int skip) {
    return add(IF_EQUAL, 0, skip, value);
  }

  /** Ends with {@code verdict} if the register is {@code value}. */
  FilterProgram ifEqual(int value, int verdict) {
    return add(IF_EQUAL, 0, 1, value).end(verdict);
  }

  /** Ends with {@code verdict} unless the register is {@code value}. */
  FilterProgram unlessEqual(int value, int verdict) {
    return add(IF_EQUAL, 1, 0, value).end(verdict);
  }

  /** Ends with {@code verdict} if the register, unsigned, is {@code value} or above. */
  FilterProgram ifNotBelow(int value, int verdict) {
    return add(IF_NOT_BELOW, 0, 1, value).end(verdict);
  }

  /** Ends with {@code verdict} if the register has any of the bits. */
  FilterProgram ifAnyBit(int bits, int verdict) {
    return add(IF_ANY_BIT, 0, 1, bits).end(verdict);
  }

  FilterProgram end(int verdict) {
    return add(RETURN, 0, 0, verdict);
  }

  /** How many instructions there are. */
  int length() {
    return out.size() / INSTRUCTION;
  }

  /** Adds all instructions of another. */
  FilterProgram append(FilterProgram other) {
    out.writeBytes(other.bytes());
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  private FilterProgram add(int code, int ifTrue, int ifFalse, int operand) {
    if (ifTrue > 255 || ifFalse > 255) {
      throw new IllegalArgumentException("A jump goes at most 255 instructions far");
    }
    ByteBuffer instruction = ByteBuffer.allocate(INSTRUCTION).order(ByteOrder.LITTLE_ENDIAN);
    instruction.putShort((short) code).put((byte) ifTrue).put((byte) ifFalse).putInt(operand);
    out.writeBytes(instruction.array());
    return this;
  }
}
