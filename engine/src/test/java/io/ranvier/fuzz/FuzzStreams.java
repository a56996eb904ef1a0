package io.ranvier.fuzz;

import io.ranvier.broadcast.Start;
import io.ranvier.broadcast.Subscription;
import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.channel.Rx;
import io.ranvier.channel.Tx;
import io.ranvier.metadata.Metadata;
import io.ranvier.virtual.VirtualConnection;
import io.ranvier.virtual.VirtualOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/** The channels, virtual connections and subscriptions of a {@link FuzzSide}. Any thread. */
final class FuzzStreams {
  private final FuzzSide side;
  private final FuzzLook look;

  FuzzStreams(FuzzSide side) {
    this.side = side;
    this.look = side.look();
  }

  FuzzReport.Step channels(SplittableRandom random) {
    return () -> {
      try (Caller caller = side.connection().sharedCaller()) {
        while (side.lives()) {
          side.report().guarded("channels", side.connection(), () -> openChannels(caller, random));
        }
      }
    };
  }

  private void openChannels(Caller caller, SplittableRandom random) {
    try (Call call = caller.newCall()) {
      Tx tx = random.nextBoolean() ? call.openTx(random.nextInt(20)) : null;
      try {
        Rx rx = random.nextBoolean() ? call.openRx(random.nextInt(20)) : null;
        try {
          call.open(
              FuzzSide.SERVICE,
              random.nextInt(4) == 0 ? FuzzSide.LEAVE : FuzzSide.TAKE,
              64,
              FuzzSide.WAIT_NS);
          call.within(FuzzSide.WAIT_NS).send();
          if (random.nextBoolean()) {
            look.reply(call.awaitNs(FuzzSide.WAIT_NS));
          }
          if (tx != null) {
            send(tx, random);
          }
          if (rx != null) {
            receive(rx, random);
          }
        } finally {
          if (rx != null) {
            rx.close();
          }
        }
      } finally {
        if (tx != null) {
          tx.close();
        }
      }
    }
  }

  void send(Tx tx, SplittableRandom random) {
    side.report()
        .guarded(
            "tx",
            side.connection(),
            () -> {
              try (tx;
                  Arena arena = Arena.ofConfined()) {
                MemorySegment source = arena.allocate(FuzzSide.MAX_BYTES, 8);
                long status = 0;
                for (int i = random.nextInt(40); i > 0 && status >= 0 && side.lives(); i--) {
                  status = tx.send(source, 0, FuzzSide.length(random), FuzzSide.WAIT_NS);
                  FuzzLook.status(status);
                }
                FuzzLook.text(tx.resetMetadata().toString());
                if (random.nextBoolean()) {
                  tx.close(Metadata.empty().with("the", "end"));
                }
              }
            });
  }

  void receive(Rx rx, SplittableRandom random) {
    side.report()
        .guarded(
            "rx",
            side.connection(),
            () -> {
              try (rx) {
                int status = 0;
                for (int i = random.nextInt(20); i > 0 && status >= 0 && side.lives(); i--) {
                  status = rx.receive(look::payload, 10, FuzzSide.WAIT_NS);
                  FuzzLook.status(status);
                  if (status == 0) {
                    break;
                  }
                }
                FuzzLook.text(rx.endMetadata().toString());
                if (random.nextBoolean()) {
                  rx.reset(Metadata.empty().with("no", "more"));
                }
              }
            });
  }

  FuzzReport.Step virtualConnections(SplittableRandom random) {
    return () -> {
      while (side.lives()) {
        side.report()
            .guarded(
                "virtual",
                side.connection(),
                () -> {
                  VirtualOptions options = VirtualOptions.defaults().withServices(side.services());
                  try (VirtualConnection opened =
                      side.connection().openVirtual(options, FuzzSide.WAIT_NS)) {
                    FuzzLook.text(opened.toString());
                    FuzzSide.pause(random);
                  }
                });
        FuzzSide.pause(random);
      }
    };
  }

  FuzzReport.Step feed(String name, SplittableRandom random) {
    return () -> {
      while (side.lives()) {
        side.report()
            .guarded(
                "feed",
                side.connection(),
                () -> {
                  Start start = random.nextBoolean() ? Start.OLDEST : Start.LATEST;
                  try (Subscription feed =
                      side.connection().subscribe(name, start, FuzzSide.WAIT_NS)) {
                    int status = 0;
                    FuzzItems items = new FuzzItems();
                    for (int i = random.nextInt(200); i > 0 && status >= 0 && side.lives(); i--) {
                      status = feed.receive(items, 100, FuzzSide.WAIT_NS);
                      FuzzLook.status(status);
                    }
                  }
                });
      }
    };
  }
}
