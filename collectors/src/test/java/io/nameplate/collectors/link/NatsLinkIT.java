/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.access.Nats;
import io.nameplate.access.broker.BrokerAccess;
import io.nameplate.access.broker.LinkTrouble;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The link against the gateway of a real nats-server. */
class NatsLinkIT {

    @TempDir
    Path folder;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @AutoClose
    private Nats nats;

    @BeforeEach
    void start() throws Exception {
        nats = new Nats(folder);
    }

    @ParameterizedTest
    @EnumSource(MqttClients.class)
    void whoSpeaksMqtt5IsRefusedAndTheSettingThatHelpsIsNamed(MqttClients client) throws Exception {
        try (MqttLink link = MqttVersion.V5.open(client, settings(Duration.ZERO, "a/#"), listener(text -> {}))) {
            assertThat(next())
                    .startsWith(client == MqttClients.PAHO ? "closed" : "broker_refuses")
                    .contains("'mqtt_version: 3.1.1'");
            assertThat(link.publish("a/b", new byte[1], false, 1)).isFalse();
        }
    }

    @Test
    void messagesArriveWhateverTheirQosAndRetainedOnesAreKnownAsSuch() throws Exception {
        assertThat(nats.publish(1, "a/old", "-r", "-m", "kept")).isZero();
        try (MqttLink link = open(settings(Duration.ZERO, "a/#"), text -> {})) {
            assertThat(List.of(next(), next())).containsExactlyInAnyOrder("connected", "arrived a/old kept retained");
            assertThat(nats.publish(0, "a/b/c", "-m", "once")).isZero();
            assertThat(next()).isEqualTo("arrived a/b/c once");
            assertThat(nats.publish(1, "a/b//", "-m", "empty levels")).isZero();
            assertThat(next()).isEqualTo("arrived a/b// empty levels");
            link.publish("a/own", "own".getBytes(StandardCharsets.UTF_8), false, 5);
            assertThat(List.of(next(), next())).containsExactlyInAnyOrder("arrived a/own own", "acknowledged 5 0");
        }
    }

    /** It is killed while the message is looked at: what was not taken by then must come again. */
    @Test
    void aMessageIsAcknowledgedOnlyAfterItWasTaken() throws Exception {
        try (MqttLink link = open(settings(Duration.ofHours(1), "a/#"), text -> {
            if (text.equals("order") && told.stream().noneMatch(said -> said.contains("order"))) {
                nats.kill();
            }
        })) {
            assertThat(next()).isEqualTo("connected");
            assertThat(nats.publish(1, "a/b", "-m", "order")).isBetween(0, 20);
            assertThat(next()).isEqualTo("arrived a/b order");
            nats.run();
            String said = next();
            while (!said.startsWith("arrived")) {
                said = next();
            }
            assertThat(said).isEqualTo("arrived a/b order");
            assertThat(link).isNotNull();
        }
    }

    @Test
    void whatIsSentWhileTheLinkIsAwayArrivesLaterWhereThatIsAskedFor() throws Exception {
        for (Duration kept : List.of(Duration.ZERO, Duration.ofHours(1))) {
            told.clear();
            MqttLink.Settings settings = settings(kept, "a/#");
            try (MqttLink first = open(settings, text -> {})) {
                assertThat(first).isNotNull();
                assertThat(next()).isEqualTo("connected");
            }
            assertThat(nats.publish(1, "a/order", "-m", "once")).isZero();
            try (MqttLink back = open(settings, text -> {})) {
                assertThat(back).isNotNull();
                String said = next();
                if (kept.isZero()) {
                    assertThat(said).isEqualTo("connected");
                    assertThat(nats.publish(1, "a/order", "-m", "last")).isZero();
                    assertThat(next()).isEqualTo("arrived a/order last");
                } else {
                    assertThat(List.of(said, next())).containsExactlyInAnyOrder("connected", "arrived a/order once");
                }
            }
        }
    }

    /** No nats-server carries a space; a dot is carried by those after 2.9. */
    @Test
    void aNameThatNatsDoesNotCarryEndsItsPublishersConnectionAndASubscriptionOfItIsRefusedInWords() throws Exception {
        assertThat(nats.publish(1, "a/hall 1/b", "-m", "m")).isNotZero();
        try (MqttLink link = open(settings(Duration.ZERO, "a/hall 1/b"), text -> {})) {
            assertThat(next())
                    .startsWith("broker_refuses")
                    .contains("refuses a subscription (0x80)")
                    .contains("'topics'");
            assertThat(link.publish("a/b", new byte[1], false, 1)).isFalse();
        }
    }

    private MqttLink.Settings settings(Duration kept, String filter) {
        return new MqttLink.Settings(
                nats.url(), "nats-it", List.of(filter), Optional.empty(), BrokerAccess.NONE, 2 << 20, kept);
    }

    private MqttLink open(MqttLink.Settings settings, Consumer<String> first) {
        return MqttVersion.V3_1_1.open(MqttClients.PAHO, settings, listener(first));
    }

    /**
     * Tells what happens.
     *
     * @param first is shown the text of a message before it is told
     */
    private MqttLink.Listener listener(Consumer<String> first) {
        return new MqttLink.Listener() {
            @Override
            public void connected() {
                told.add("connected");
            }

            @Override
            public void disconnected(LinkTrouble why) {
                told.add(why.reason().label() + " " + why.sentence());
            }

            @Override
            public void arrived(String topic, byte[] payload, boolean retained) {
                String text = new String(payload, StandardCharsets.UTF_8);
                first.accept(text);
                told.add("arrived " + topic + " " + text + (retained ? " retained" : ""));
            }

            @Override
            public void acknowledged(long tag, int reason) {
                told.add("acknowledged " + tag + " " + reason);
            }
        };
    }

    private String next() throws InterruptedException {
        String said = told.poll(60, TimeUnit.SECONDS);
        assertThat(said).as("something happens within 60 s").isNotNull();
        return said;
    }
}
