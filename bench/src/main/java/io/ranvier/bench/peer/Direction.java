package io.ranvier.bench.peer;

import io.ranvier.bench.contender.Pattern;
import io.ranvier.bench.contender.Station;

/** Which way a message goes, and so which bytes it has. */
enum Direction {
  /** To the answering side. */
  REQUEST,
  /** To the calling side. */
  REPLY;

  /** Returns the length of each message. */
  int bytes(Station station) {
    return this == REQUEST ? station.payloadBytes() : station.replyBytes();
  }

  /** Returns the first word of the message of that number. */
  long seed(long number) {
    return this == REQUEST ? Pattern.request(number) : Pattern.reply(number);
  }
}
