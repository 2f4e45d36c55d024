/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.Mosquitto;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a link must do, whatever client library makes it; against mosquitto, a broker that we did not write. */
abstract class MqttLinkContract {

    @TempDir
    Path folder;

    abstract MqttClients client();

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @AutoClose
    private Mosquitto broker;

    @BeforeEach
    void startBroker() throws Exception {
        Path acl = Files.writeString(folder.resolve("acl"), "topic readwrite open/#\ntopic read closed/#\n");
        broker = new Mosquitto(folder, "user root", "acl_file " + acl);
    }

    @Test
    void messagesArriveAndAreAcknowledgedByTheirTag() throws Exception {
        try (MqttLink link = open(List.of("open/#"))) {
            expect("connected");
            assertThat(link.publish("open/a", "hello".getBytes(StandardCharsets.UTF_8), false, 7))
                    .isTrue();
            assertThat(List.of(next(), next())).containsExactlyInAnyOrder("arrived open/a hello", "acknowledged 7 0");
        }
    }

    @Test
    void aMessageThatNobodyTakesAndOneThatIsForbiddenSayTheirReason() throws Exception {
        try (MqttLink link = open(List.of())) {
            expect("connected");
            link.publish("open/nobody", new byte[1], false, 1);
            expect("acknowledged 1 " + 0x10);
            link.publish("closed/x", new byte[1], false, 2);
            expect("acknowledged 2 " + 0x87);
        }
    }

    @Test
    void aBurstArrivesWholeAndInItsOrderWithEveryMessageAcknowledged() throws Exception {
        int count = 500;
        try (MqttLink link = open(List.of("open/#"))) {
            expect("connected");
            int sent = 0;
            List<String> arrived = new ArrayList<>();
            int acknowledged = 0;
            while (arrived.size() < count || acknowledged < count) {
                // a client that has no place says so: then something must come back first
                while (sent - acknowledged < 100
                        && sent < count
                        && link.publish(
                                "open/c", Integer.toString(sent).getBytes(StandardCharsets.UTF_8), false, sent)) {
                    sent++;
                }
                String event = next();
                if (event.startsWith("arrived")) {
                    arrived.add(event);
                } else {
                    assertThat(event).startsWith("acknowledged").endsWith(" 0");
                    acknowledged++;
                }
            }
            assertThat(arrived)
                    .isEqualTo(IntStream.range(0, count)
                            .mapToObj(i -> "arrived open/c " + i)
                            .toList());
        }
    }

    @Test
    void afterABrokerWasKilledTheLinkComesBackAndSubscribesAgain() throws Exception {
        try (MqttLink link = open(List.of("open/#"))) {
            expect("connected");
            broker.kill();
            expect("disconnected");
            broker.run();
            String last = next();
            while (!last.equals("connected")) {
                last = next();
            }
            link.publish("open/b", "again".getBytes(StandardCharsets.UTF_8), false, 9);
            assertThat(List.of(next(), next())).containsExactlyInAnyOrder("arrived open/b again", "acknowledged 9 0");
        }
    }

    private MqttLink open(List<String> filters) {
        MqttLink.Settings settings = new MqttLink.Settings(broker.url(), "link-it", filters, Optional.empty());
        return client().open(settings, new MqttLink.Listener() {
            @Override
            public void connected() {
                told.add("connected");
            }

            @Override
            public void disconnected(String why) {
                if (told.isEmpty() || !told.contains("disconnected")) {
                    told.add("disconnected");
                }
            }

            @Override
            public void arrived(String topic, byte[] payload, boolean retained) {
                told.add("arrived " + topic + " " + new String(payload, StandardCharsets.UTF_8));
            }

            @Override
            public void acknowledged(long tag, int reason) {
                told.add("acknowledged " + tag + " " + reason);
            }
        });
    }

    private void expect(String what) throws InterruptedException {
        String got = next();
        while (what.equals("connected") && got.equals("disconnected")) {
            got = next();
        }
        assertThat(got).isEqualTo(what);
    }

    private String next() throws InterruptedException {
        String event = told.poll(60, TimeUnit.SECONDS);
        assertThat(event).as("something happens within 60 s").isNotNull();
        return event;
    }
}
