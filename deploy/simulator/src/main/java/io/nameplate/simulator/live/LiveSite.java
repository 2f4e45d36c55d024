/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.live;

import io.nameplate.simulator.archive.Archive;
import io.nameplate.simulator.facility.Endpoints;
import io.nameplate.simulator.facility.Facility;
import io.nameplate.simulator.facility.Instruments;
import io.nameplate.simulator.facility.Layout;
import io.nameplate.simulator.scenario.Event;
import io.nameplate.simulator.scenario.Scenario;
import io.nameplate.simulator.truth.LineTruth;
import io.nameplate.simulator.truth.Truth;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Plays a scenario in real time until its duration is over or it is told to stop. One use. */
public final class LiveSite {

    /** How far beyond the last event a run without an end looks for the ends of silences. */
    private static final long BEYOND = 3_600;

    private final Scenario scenario;
    private final Instant start;
    private final long seconds;
    private final URI broker;
    private final Path folder;
    private final int modbusPort;
    private final Clock clock;
    private final Consumer<String> say;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Facility facility;
    private final Instruments instruments;
    private final Truth truth;
    private final InfluxLines lines;

    /**
     * Prepares a run.
     *
     * @param seconds how long it lasts; {@link Long#MAX_VALUE} until it is stopped
     * @param modbusPort the first port; 0 for free ones
     * @param say takes a line for people: ready, events, broker gone and back
     */
    public LiveSite(
            Scenario scenario,
            Instant start,
            long seconds,
            URI broker,
            Path folder,
            int modbusPort,
            Clock clock,
            Consumer<String> say) {
        this.scenario = scenario;
        this.start = start;
        this.seconds = seconds;
        this.broker = broker;
        this.folder = folder;
        this.modbusPort = modbusPort;
        this.clock = clock;
        this.say = say;
        facility = new Facility(scenario);
        instruments = new Instruments(scenario, facility);
        truth = new Truth(scenario, facility, start, Math.min(seconds, scenario.quietFrom() + BEYOND));
        lines = new InfluxLines(facility, scenario.saysHealth());
    }

    /** Asks the run to end; it ends within a second. */
    public void stop() {
        stop.countDown();
    }

    /** Plays; returns when the run has ended and everything is closed. */
    public void run() throws IOException, InterruptedException {
        Archive.writeRegistry(scenario, start, folder);
        List<Publisher> publishers = new ArrayList<>();
        try (ModbusPlant plant = new ModbusPlant(instruments, modbusPort);
                Writer truths = Files.newBufferedWriter(folder.resolve("truth.jsonl"))) {
            for (int b = 0; b < facility.layout().blockCount(); b++) {
                int messages = facility.layout().block(b).count()
                        + 1
                        + instruments.endpoints().counts().size();
                publishers.add(new Publisher(
                        broker,
                        scenario.site() + "-" + facility.layout().block(b).block(),
                        4 * messages,
                        say));
            }
            DevicesFile.write(folder.resolve("devices.yaml"), scenario, plant, broker);
            say.accept("ready: '" + scenario.name() + "' with "
                    + facility.layout().gpuCount() + " GPUs, " + plant.devices().size()
                    + " Modbus devices, GPU telemetry to " + broker + "; begins at " + start);
            play(plant, publishers, truths);
        } finally {
            for (Publisher publisher : publishers) {
                publisher.close();
            }
        }
        say.accept("ended after " + Math.max(0, facility.second() + 1) + " s");
    }

    private void play(ModbusPlant plant, List<Publisher> publishers, Writer truths)
            throws IOException, InterruptedException {
        for (long second = 0; second < seconds && !stopsBefore(second); second++) {
            if (second > 0) {
                append(truths);
            }
            facility.step();
            plant.show(instruments);
            publish(publishers);
            instruments.count();
            tell(second);
        }
        if (facility.second() + 1 == seconds && !stopsBefore(seconds)) {
            append(truths);
        }
    }

    /** Waits for a second of the scenario; true if the run is to end first. */
    private boolean stopsBefore(long second) throws InterruptedException {
        long millis =
                Duration.between(clock.instant(), start.plusSeconds(second)).toMillis();
        return stop.await(Math.max(0, millis + 1), TimeUnit.MILLISECONDS);
    }

    private void append(Writer truths) throws IOException {
        List<LineTruth> ended = truth.follow();
        for (LineTruth line : ended) {
            truths.write(line.json());
            truths.write('\n');
        }
        if (!ended.isEmpty()) {
            truths.flush();
        }
    }

    private void publish(List<Publisher> publishers) {
        Layout layout = facility.layout();
        long now = start.getEpochSecond() + facility.second();
        if (facility.second() % scenario.pollSeconds() == 0) {
            for (Endpoints.Count count : instruments.endpoints().counts()) {
                publishers.get(0).publish("telegraf/vllm/" + count.plan().endpoint(), InfluxLines.endpoint(count, now));
            }
        }
        for (int b = 0; b < layout.blockCount(); b++) {
            if (facility.second() % layout.block(b).periodSeconds() != 0) {
                continue;
            }
            Publisher publisher = publishers.get(b);
            publisher.publish("telegraf/reach/" + layout.block(b).block(), lines.reach(b, now));
            for (int n = layout.firstNode(b); n < layout.endNode(b); n++) {
                if (facility.visible(n)) {
                    publisher.publish("telegraf/" + layout.node(n), lines.node(n, now));
                }
            }
        }
    }

    private void tell(long second) {
        for (Event event : scenario.events()) {
            if (event.span().from() == second) {
                say.accept(second + "s " + event.begins());
            } else if (event.span().to() == second) {
                say.accept(second + "s " + event.ends());
            }
        }
    }
}
