/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nameplate.access.Tools;
import io.nameplate.collectors.Sites;
import io.nameplate.collectors.devices.Devices;
import io.nameplate.collectors.devices.DevicesReader;
import io.nameplate.collectors.devices.Profiles;
import io.nameplate.collectors.inventory.Draft;
import io.nameplate.collectors.link.MqttClients;
import io.nameplate.collectors.orders.OrderDesk;
import io.nameplate.collectors.recorder.EmptyLog;
import io.nameplate.collectors.recorder.Recorder;
import io.nameplate.collectors.recorder.SnapshotFile;
import io.nameplate.collectors.validate.Validation;
import io.nameplate.collectors.witness.Witnesses;
import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.language.Registry;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the slots of a node state while drivers read what a device file names; it is the only node of its site. */
final class Stated implements AutoCloseable {

    private static final Registry SITE = Sites.small(1, 1, 1);

    private final Slots slots = new Slots();
    private final Recorder recorder;
    private final List<Driver> drivers;

    /** Begins to read; returns when every broker is connected. */
    Stated(Devices devices, Path folder) throws IOException, InterruptedException {
        Clock clock = Clock.systemUTC();
        recorder = new Recorder(
                new Recorder.Settings(Sites.C1, 64, 0),
                SITE,
                slots,
                new SnapshotFile(Files.createDirectories(folder.resolve("state"))),
                clock,
                System::nanoTime,
                refusal -> {});
        recorder.watch();
        Intake intake = new Recording(
                recorder, new Validation(devices.rules(), (asset, value) -> {}), new Witnesses(devices.witnesses()));
        Metrics metrics = new Metrics(new SimpleMeterRegistry());
        drivers = List.of(
                new ScrapeDriver(devices.scrape(), PlanTest.plan(Map.of(), Map.of()), SITE, intake, clock, metrics),
                ModbusDriver.polling(devices.modbus(), intake, clock, metrics),
                new MqttDriver(
                        devices.mqtt(), MqttClients.PAHO, "nameplate-c1", intake, OrderDesk.NOBODY, clock, metrics));
        awaitAway(0);
    }

    /** Waits until so many brokers are not connected. */
    void awaitAway(long brokers) throws InterruptedException {
        Tools.await(
                brokers + " brokers are away",
                () -> drivers.stream().mapToLong(Driver::sourcesAway).sum() == brokers);
    }

    /** A device file of the site, with profiles from a folder. */
    static Devices devices(Path profiles, String yaml) {
        return new DevicesReader(new Profiles(Optional.of(profiles)), Optional.of(SITE), Sites.C1, Clock.systemUTC())
                .read("d.yaml", yaml);
    }

    /**
     * Waits for a slot that states this.
     *
     * @param expected why the node is absent, whether it has power, and whether its port is up, in this order
     */
    void await(String expected, String what) throws InterruptedException {
        Tools.await(what + ": " + expected, () -> {
            recorder.tick();
            return slots.latest().equals(expected);
        });
    }

    /** All that slots stated until now, in their order, where they differ from the one before. */
    List<String> history() {
        return List.copyOf(slots.stated);
    }

    @Override
    public void close() {
        drivers.forEach(Driver::close);
        recorder.close();
    }

    private static final class Slots extends EmptyLog {

        private final List<String> stated = new CopyOnWriteArrayList<>();

        String latest() {
            return stated.isEmpty() ? "nothing" : stated.get(stated.size() - 1);
        }

        @Override
        public void append(List<Draft> drafts) {
            for (Draft draft : drafts) {
                if (draft.kind() == UpRecord.Kind.FRAMES) {
                    Frames frames = Frames.parse(draft.body());
                    assertThat(frames.nodeCount()).isEqualTo(1);
                    take(frames.absentCode(0));
                }
            }
        }

        private void take(long code) {
            String text = code == 0
                    ? "data"
                    : Evidence.absentReason(code) + " " + Evidence.witness(code) + " " + Evidence.port(code);
            if (!text.equals(latest())) {
                stated.add(text);
            }
        }
    }
}
