/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.access.broker.LinkTrouble;
import io.nameplate.access.broker.LinkTrouble.Reason;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a link does with a client library that behaves as none should. */
class ReconnectingLinkTest {

    private static final MqttLink.Settings SETTINGS =
            new MqttLink.Settings("tcp://127.0.0.1:1", "c", List.of(), Optional.empty());

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<Consumer<LinkTrouble>> dials = new LinkedBlockingQueue<>();
    private volatile boolean listenerBreaks;

    @Test
    void aClientThatBreaksIsTriedAgainAndItsEndIsTold() throws Exception {
        ReconnectingLink.Dialer dialer = (settings, listener, lost) -> {
            dials.add(lost);
            if (dials.size() < 3) {
                throw new IllegalStateException("as a test wants it");
            }
            return new Silent();
        };
        try (MqttLink link = new ReconnectingLink(SETTINGS, new Told(), dialer)) {
            expect("disconnected closed", "disconnected closed", "connected");
            assertThat(link.publish("t", new byte[0], false, 1)).isTrue();
        }
        expect("end true");
    }

    @Test
    void aListenerThatBreaksEndsNoLink() throws Exception {
        listenerBreaks = true;
        ReconnectingLink.Dialer dialer = (settings, listener, lost) -> new Silent();
        try (MqttLink link = new ReconnectingLink(SETTINGS, new Told(), dialer)) {
            expect("connected", "end false", "disconnected closed", "connected", "end false");
            assertThat(link.publish("t", new byte[0], false, 1)).isFalse();
        }
    }

    /** Also where it is lost before anybody has heard that it was there: its beginning is told first, then its end. */
    @Test
    void aConnectionThatIsLostAtOnceIsMadeAgainAfterAPause() throws Exception {
        ReconnectingLink.Dialer dialer = (settings, listener, lost) -> {
            lost.accept(new LinkTrouble(Reason.TAKEN_OVER, "as a test wants it"));
            told.add("dial");
            return new Silent();
        };
        long from = System.nanoTime();
        try (MqttLink link = new ReconnectingLink(SETTINGS, new Told(), dialer)) {
            expect("dial", "connected", "disconnected taken_over", "end false");
            expect("dial", "connected", "disconnected taken_over", "end false", "dial");
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from))
                    .as("250 ms and 500 ms")
                    .isGreaterThanOrEqualTo(750);
            assertThat(link).isNotNull();
        }
    }

    private void expect(String... events) throws InterruptedException {
        for (String event : events) {
            assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo(event);
        }
    }

    private final class Silent implements ReconnectingLink.Connection {
        @Override
        public boolean publish(String topic, byte[] payload, boolean retained, long tag) {
            return true;
        }

        @Override
        public void end(boolean inGoodOrder) {
            told.add("end " + inGoodOrder);
        }
    }

    private final class Told implements MqttLink.Listener {
        @Override
        public void connected() {
            told.add("connected");
            breaks();
        }

        @Override
        public void disconnected(LinkTrouble why) {
            told.add("disconnected " + why.reason().label());
            breaks();
        }

        private void breaks() {
            if (listenerBreaks) {
                throw new IllegalStateException("as a test wants it");
            }
        }

        @Override
        public void arrived(String topic, byte[] payload, boolean retained) {
            throw new AssertionError("nothing arrives");
        }

        @Override
        public void acknowledged(long tag, int reason) {
            throw new AssertionError("nothing is acknowledged");
        }
    }
}
