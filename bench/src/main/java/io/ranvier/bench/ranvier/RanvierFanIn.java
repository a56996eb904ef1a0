package io.ranvier.bench.ranvier;

import io.ranvier.Server;
import io.ranvier.bench.contender.FanInContender;
import io.ranvier.bench.contender.RoundTripContender.Caller;
import io.ranvier.bench.contender.Station;
import io.ranvier.service.CallHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Calls of this engine from several processes to one: each client calls a method of its own, so
 * that the server knows whose request comes and which bytes it must have. The server runs in the
 * measured thread's own loop ({@link Server#doWork}).
 */
public final class RanvierFanIn implements FanInContender {
  @Override
  public String name() {
    return "ranvier";
  }

  @Override
  public List<String> jvmFlags() {
    return RanvierLink.CALL_JVM_FLAGS;
  }

  @Override
  public Desk openDesk(Station station, int clients) {
    return new ServerDesk(station, clients);
  }

  @Override
  public Caller openClient(Station station, int client) {
    return RanvierCallRoundTrip.openCaller(station, RanvierLink.METHOD + client);
  }

  private static final class ServerDesk implements Desk {
    private static final long NAP_NS = 1_000_000;

    private final HandlerFailure failure = new HandlerFailure();
    private final int clients;
    private final Server server;

    ServerDesk(Station station, int clients) {
      this.clients = clients;
      List<CallHandler> handlers = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        handlers.add(new RanvierAnswers(station));
      }
      this.server = RanvierLink.serve(station, handlers, accepted -> {}, failure);
    }

    @Override
    public void awaitClients() {
      while (server.connectionCount() < clients) {
        LockSupport.parkNanos(NAP_NS);
        failure.rethrow();
      }
    }

    @Override
    public void serve(long waitNs) {
      if (server.doWork() == 0) {
        boolean ignored = server.await(waitNs);
      }
      failure.rethrow();
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
