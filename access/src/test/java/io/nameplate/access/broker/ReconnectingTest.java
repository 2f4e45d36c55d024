/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.access.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.access.broker.LinkTrouble.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a connection does with a client library, a broker and an owner that behave as none should. */
class ReconnectingTest {

    private static final String BROKER = "tcp://127.0.0.1:1";
    private static final LinkTrouble TAKEN = new LinkTrouble(Reason.TAKEN_OVER, "as a test wants it");

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final List<Consumer<LinkTrouble>> dials = new ArrayList<>();
    private volatile boolean ownerBreaks;
    private volatile boolean turnsAreRefused;

    private Reconnecting<Silent> open(Reconnecting.Dialer<Silent> dialer) {
        return Reconnecting.open(BROKER, "c", dialer, new Told());
    }

    private Silent dialled(Consumer<LinkTrouble> lost) {
        synchronized (dials) {
            dials.add(lost);
        }
        return new Silent();
    }

    private Consumer<LinkTrouble> dial(int number) {
        synchronized (dials) {
            return dials.get(number - 1);
        }
    }

    @Test
    void aClientThatBreaksIsTriedAgainAndItsEndIsTold() throws Exception {
        try (Reconnecting<Silent> link = open((attempt, lost) -> {
            if (attempt < 3) {
                throw new IllegalStateException("as a test wants it");
            }
            return new Silent();
        })) {
            expect("broke 1 IllegalStateException", "disconnected closed");
            expect("broke 2 IllegalStateException", "disconnected closed", "connected", "turn");
            assertThat(link.live()).isPresent();
        }
        expect("end true");
    }

    @Test
    void anOwnerThatBreaksEndsNoLink() throws Exception {
        ownerBreaks = true;
        try (Reconnecting<Silent> link = open((attempt, lost) -> new Silent())) {
            expect("connected", "end false", "broke 1 IllegalStateException", "disconnected closed");
            expect("broke 1 IllegalStateException", "connected", "end false");
            assertThat(link.live()).isEmpty();
        }
    }

    /** Also where it is lost before anybody has heard that it was there: its beginning is told first, then its end. */
    @Test
    void aConnectionThatIsLostAtOnceIsMadeAgainAfterAPause() throws Exception {
        long from = System.nanoTime();
        try (Reconnecting<Silent> link = open((attempt, lost) -> {
            lost.accept(TAKEN);
            told.add("dial");
            return new Silent();
        })) {
            expect("dial", "connected", "disconnected taken_over", "end false");
            expect("dial", "connected", "disconnected taken_over", "end false", "dial");
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from))
                    .as("250 ms and 500 ms")
                    .isGreaterThanOrEqualTo(750);
            assertThat(link.live()).isEmpty();
        }
    }

    @Test
    void aLateWordOfAnEarlierClientEndsNothing() throws Exception {
        try (Reconnecting<Silent> link = open((attempt, lost) -> dialled(lost))) {
            expect("connected", "turn");
            dial(1).accept(TAKEN);
            expect("disconnected taken_over", "end false", "connected", "turn");
            dial(1).accept(TAKEN);
            assertThat(link.live()).isPresent();
            link.wake();
            expect("turn");
            assertThat(told).isEmpty();
        }
        expect("end true");
    }

    @Test
    void aTurnComesWithEveryConnectionAndWheneverItIsWoken() throws Exception {
        try (Reconnecting<Silent> link = open((attempt, lost) -> dialled(lost))) {
            expect("connected", "turn");
            link.wake();
            expect("turn");
            dial(1).accept(TAKEN);
            expect("disconnected taken_over", "end false", "connected", "turn");
        }
    }

    /** Where a broker does not let its client publish, the next connection would end the same way at once. */
    @Test
    void aTurnThatIsRefusedEndsTheConnectionAndTheNextOneComesAfterAPause() throws Exception {
        turnsAreRefused = true;
        long from = System.nanoTime();
        try (Reconnecting<Silent> link = open((attempt, lost) -> dialled(lost))) {
            expect("connected", "turn", "broke 1 NotConnected", "disconnected not_allowed", "end false");
            expect("connected", "turn", "broke 2 NotConnected", "disconnected not_allowed", "end false");
            turnsAreRefused = false;
            expect("connected", "turn");
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from)).isGreaterThanOrEqualTo(750);
            assertThat(link.live()).isPresent();
        }
    }

    /** What the client said of the loss tells more than what failed because of it. */
    @Test
    void whyAConnectionWasLostIsToldAlsoWhereATurnFailsBecauseOfIt() throws Exception {
        turnsAreRefused = true;
        try (Reconnecting<Silent> link = open((attempt, lost) -> {
            Silent silent = dialled(lost);
            silent.beforeTurn = () -> lost.accept(TAKEN);
            return silent;
        })) {
            expect("connected", "turn", "broke 1 NotConnected", "disconnected taken_over", "end false");
            assertThat(link.live()).isEmpty();
        }
    }

    private void expect(String... events) throws InterruptedException {
        for (String event : events) {
            assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo(event);
        }
    }

    private final class Silent implements Reconnecting.Connection {

        private Runnable beforeTurn = () -> {};

        @Override
        public void end(boolean inGoodOrder) {
            told.add("end " + inGoodOrder);
        }
    }

    private final class Told implements Reconnecting.Owner<Silent> {
        @Override
        public void connected() {
            told.add("connected");
            breaks();
        }

        @Override
        public void turn(Silent connection) throws NotConnected {
            connection.beforeTurn.run();
            told.add("turn");
            if (turnsAreRefused) {
                throw new NotConnected(new LinkTrouble(Reason.NOT_ALLOWED, "as a test wants it"));
            }
        }

        @Override
        public void disconnected(LinkTrouble why) {
            told.add("disconnected " + why.reason().label());
            breaks();
        }

        @Override
        public void broke(int attempt, Exception why) {
            told.add("broke " + attempt + " " + why.getClass().getSimpleName());
        }

        private void breaks() {
            if (ownerBreaks) {
                throw new IllegalStateException("as a test wants it");
            }
        }
    }
}
