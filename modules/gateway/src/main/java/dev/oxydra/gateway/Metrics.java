package dev.oxydra.gateway;

import dev.oxydra.types.SessionInfo;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Numbers for Prometheus, in its text format. They are gathered when they are asked for: nothing is
 * loaded and nothing is kept for them before.
 */
final class Metrics {
  /** Among so many sessions that were active last is the one with the journal's last event. */
  private static final int LATEST = 8;

  private final long started = System.nanoTime();
  private final SessionHub hub;
  private final Traffic traffic;

  /**
   * What the gateway itself has.
   *
   * @param sockets how many are connected
   * @param clients how many of them have become a WebSocket
   * @param requests how many HTTP requests are being handled or answered
   * @param frames how many there were since the start
   */
  record Traffic(
      IntSupplier sockets, IntSupplier clients, IntSupplier requests, FrameCounts frames) {}

  Metrics(SessionHub hub, Traffic traffic) {
    this.hub = hub;
    this.traffic = traffic;
  }

  List<HttpRoute> routes() {
    return List.of(HttpRoute.get("/metrics", call -> answer()).giving("text/plain"));
  }

  private HttpAnswer answer() {
    var text = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(text, snapshots());
    } catch (IOException e) {
      throw new UncheckedIOException("What is in memory can't be written", e);
    }
    return HttpAnswer.text(
        HttpResponseStatus.OK,
        PrometheusTextFormatWriter.CONTENT_TYPE,
        text.toString(StandardCharsets.UTF_8));
  }

  private MetricSnapshots snapshots() {
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    ofGateway(all);
    ofSessions(all, hub.sessions());
    ofTurns(all, hub.stats());
    ofProcess(all);
    return all.build();
  }

  private void ofGateway(MetricSnapshots.Builder all) {
    all.metricSnapshot(
            gauge("oxydra_connections", "Sockets that are connected", traffic.sockets().getAsInt()))
        .metricSnapshot(
            gauge(
                "oxydra_websockets",
                "Clients connected by WebSocket",
                traffic.clients().getAsInt()))
        .metricSnapshot(
            gauge(
                "oxydra_http_requests", "HTTP requests in progress", traffic.requests().getAsInt()))
        .metricSnapshot(
            counter(
                "oxydra_frames_received",
                "Frames that clients sent",
                traffic.frames().received().sum()))
        .metricSnapshot(
            counter(
                "oxydra_frames_sent",
                "Frames that were sent to clients",
                traffic.frames().sent().sum()));
  }

  private void ofSessions(MetricSnapshots.Builder all, List<SessionInfo> sessions) {
    long archived = sessions.stream().filter(SessionInfo::archived).count();
    long last =
        sessions.stream()
            .limit(LATEST)
            .mapToLong(session -> hub.journal().lastSeq(session.sessionId()))
            .max()
            .orElse(0);
    all.metricSnapshot(
            GaugeSnapshot.builder()
                .name("oxydra_sessions")
                .help("Sessions that there are")
                .dataPoint(point("archived", "false", sessions.size() - archived))
                .dataPoint(point("archived", "true", archived))
                .build())
        .metricSnapshot(
            gauge("oxydra_journal_last_seq", "The last event of any session that is there", last));
  }

  private static void ofTurns(MetricSnapshots.Builder all, HubStats stats) {
    all.metricSnapshot(
            gauge("oxydra_sessions_in_memory", "Sessions that are in memory", stats.sessions()))
        .metricSnapshot(
            GaugeSnapshot.builder()
                .name("oxydra_turns")
                .help("Turns that have not ended")
                .dataPoint(point("state", "running", stats.running()))
                .dataPoint(point("state", "waiting", stats.waiting()))
                .build())
        .metricSnapshot(
            CounterSnapshot.builder()
                .name("oxydra_turns_ended")
                .help("Turns that have ended since the start")
                .dataPoint(ended("completed", stats.completed()))
                .dataPoint(ended("failed", stats.failed()))
                .dataPoint(ended("cancelled", stats.cancelled()))
                .build())
        .metricSnapshot(
            gauge(
                "oxydra_approvals_pending",
                "Questions to the user without an answer",
                stats.pendingApprovals()));
  }

  private void ofProcess(MetricSnapshots.Builder all) {
    Runtime runtime = Runtime.getRuntime();
    all.metricSnapshot(
            gauge(
                "oxydra_heap_used_bytes",
                "Heap in use",
                runtime.totalMemory() - runtime.freeMemory()))
        .metricSnapshot(
            gauge("oxydra_heap_max_bytes", "Heap that may be used", runtime.maxMemory()))
        .metricSnapshot(
            gauge(
                "oxydra_uptime_seconds",
                "Time since the gateway was made",
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started)));
  }

  private static GaugeSnapshot gauge(String name, String help, long value) {
    return GaugeSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(GaugeDataPointSnapshot.builder().value((double) value).build())
        .build();
  }

  private static GaugeDataPointSnapshot point(String label, String of, long value) {
    return GaugeDataPointSnapshot.builder()
        .labels(Labels.of(label, of))
        .value((double) value)
        .build();
  }

  private static CounterSnapshot counter(String name, String help, long value) {
    return CounterSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(CounterDataPointSnapshot.builder().value((double) value).build())
        .build();
  }

  private static CounterDataPointSnapshot ended(String how, long value) {
    return CounterDataPointSnapshot.builder()
        .labels(Labels.of("end", how))
        .value((double) value)
        .build();
  }
}
