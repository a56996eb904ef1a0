package io.ranvier.crash;

import io.ranvier.crash.CrashLog.Word;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.Claim;
import io.ranvier.lane.FrameBatch;
import io.ranvier.lane.Sender;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The frames that one end of {@link CrashParty} sends. */
final class CrashFrames {
  static final int BATCH = 3;

  private final CrashParty party;

  CrashFrames(CrashParty party) {
    this.party = party;
  }

  /** Sends through the ring that threads share. */
  void shared(int stream) {
    try (Sender out = party.connection.sharedSender()) {
      copied(stream, out);
    } catch (RanvierException e) {
      party.ended(e, ErrorCode.CONNECTION_CLOSED);
    }
  }

  /** Sends through a ring of its own. */
  void exclusive(int stream) {
    try (Sender out = party.connection.exclusiveSender()) {
      copied(stream, out);
    } catch (RanvierException e) {
      party.ended(e, ErrorCode.CONNECTION_CLOSED);
    }
  }

  /** Writes each payload where it will lie, and lets a claim go now and then. */
  void claimed(int stream) {
    try (Sender out = party.connection.sharedSender();
        Claim claim = new Claim()) {
      long status = 0;
      for (int i = 1; status >= 0 && party.goesOn(); i++) {
        long number = party.log.get(stream, Word.BEGUN);
        int length = party.mine.length(stream, number);
        status = out.claim(length, claim, CrashParty.LONG_NS);
        if (status >= 0 && i % 8 == 0) {
          claim.abort();
          continue;
        }
        if (status >= 0) {
          var buffer = claim.buffer();
          MemorySegment target = buffer.segment().asSlice(buffer.segmentOffset(), length);
          party.mine.fill(target, stream, party.log.count(stream, Word.BEGUN));
          status = claim.publish(stream, length, CrashParty.LONG_NS);
        }
        status = committed(stream, status);
      }
    } catch (RanvierException e) {
      party.ended(e, ErrorCode.CONNECTION_CLOSED);
    } catch (IllegalStateException e) {
      unmapped(e);
    }
  }

  /** Copies each payload, three at once now and then. */
  private void copied(int stream, Sender out) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(CrashStreams.MAX_BYTES, 8);
      FrameBatch batch = out.newBatch();
      long status = 0;
      while (status >= 0 && party.goesOn()) {
        long number = party.log.count(stream, Word.BEGUN);
        int length = party.mine.fill(bytes, stream, number);
        if (number % 4 == 0 && length <= out.maxInlineBytes()) {
          status = batch(stream, batch, bytes, length, number, out.maxInlineBytes());
        } else {
          status = committed(stream, out.send(stream, bytes, 0, length, CrashParty.LONG_NS));
        }
      }
    }
  }

  private long batch(
      int stream, FrameBatch batch, MemorySegment bytes, int first, long number, int inline) {
    int count = 1;
    boolean added = batch.add(stream, bytes, 0, first);
    while (added && count < BATCH && party.mine.length(stream, number + count) <= inline) {
      int length = party.mine.fill(bytes, stream, number + count);
      added = batch.add(stream, bytes, 0, length);
      if (added) {
        long ignored = party.log.count(stream, Word.BEGUN);
        count++;
      }
    }
    long status = batch.publish(CrashParty.LONG_NS);
    for (int i = 0; i < count; i++) {
      status = committed(stream, status);
    }
    return status;
  }

  private long committed(int stream, long status) {
    if (status < 0) {
      party.ended(status);
    } else {
      long ignored = party.log.count(stream, Word.COMMITTED);
    }
    return status;
  }

  private void unmapped(IllegalStateException e) {
    if (party.connection.end().isEmpty()) {
      throw e;
    }
  }
}
