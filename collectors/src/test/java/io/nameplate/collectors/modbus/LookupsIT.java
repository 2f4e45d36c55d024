/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.access.Tools;
import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Devices that are given by names, and a name server that does not answer. */
class LookupsIT {

    private static final Duration LONG = Duration.ofSeconds(40);

    private final NioEventLoopGroup events = new NioEventLoopGroup(1);
    private final EventLoop loop = events.next();
    private final ExecutorService threads = Lookups.threads(Thread::new);
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicReference<String> address = new AtomicReference<>("127.0.0.1");
    private final Lookups lookups = new Lookups(threads, this::answer);
    private HostileDevice device;

    private String answer(String host) throws IOException {
        asked.incrementAndGet();
        String there = address.get();
        try {
            if (there.isEmpty() || !host.equals("live")) {
                over.await();
                throw new IOException("no answer");
            }
            return there;
        } catch (InterruptedException stopping) {
            throw new IOException(stopping);
        }
    }

    @BeforeEach
    void start() throws IOException {
        device = new HostileDevice(false, (number, request, out) -> out.write(HostileDevice.good(request)));
    }

    @AfterEach
    void stop() throws Exception {
        over.countDown();
        device.close();
        threads.shutdownNow();
        events.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private DigitalPetriWire wire(String host) {
        return new DigitalPetriWire(Address.tcp(host, device.address().port()), loop, lookups, threads);
    }

    private CompletableFuture<Optional<Answer>> connect(DigitalPetriWire wire, Duration within) {
        return CompletableFuture.supplyAsync(() -> wire.connect(within), loop).thenCompose(connected -> connected);
    }

    @Test
    void namesThatAreNotAnsweredHoldUpNoDeviceWhoseNameIs() throws Exception {
        List<CompletableFuture<Optional<Answer>>> dead = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            dead.add(connect(wire("dead-" + i), LONG));
        }
        assertThat(connect(wire("live"), LONG).get(60, TimeUnit.SECONDS)).isEmpty();
        assertThat(dead).noneMatch(CompletableFuture::isDone);
    }

    /** Many devices close a connection that idles, so that each poll connects anew. */
    @Test
    void aDeviceThatWasFoundBeforeIsReachedAgainWhileItsNameIsNotAnswered() throws Exception {
        DigitalPetriWire wire = wire("live");
        assertThat(connect(wire, LONG).get(60, TimeUnit.SECONDS)).isEmpty();
        assertThat(asked).hasValue(1);
        address.set("");
        for (int i = 0; i < 3; i++) {
            assertThat(connect(wire, Duration.ofMillis(2_000)).get(60, TimeUnit.SECONDS))
                    .isEmpty();
            assertThat(asked).as("one lookup at a time").hasValue(2);
        }
        Tools.await("four connections were made", () -> device.connections.get() == 4);
    }

    /** The operating system remembers for a while that a name was not found, and says so at once. */
    @Test
    void aDeviceThatWasFoundBeforeIsReachedAgainWhileItsNameIsSaidToBeUnknown() throws Exception {
        DigitalPetriWire wire = wire("live");
        assertThat(connect(wire, LONG).get(60, TimeUnit.SECONDS)).isEmpty();
        over.countDown();
        address.set("");
        for (int i = 0; i < 3; i++) {
            assertThat(connect(wire, LONG).get(60, TimeUnit.SECONDS)).isEmpty();
        }
        assertThat(asked).hasValue(4);
        assertThat(connect(wire("never-found"), LONG).get(60, TimeUnit.SECONDS))
                .hasValueSatisfying(failed -> assertThat(failed.trouble()).isEqualTo(Trouble.NOT_CONNECTED));
    }

    @Test
    void aNameThatHasAnotherAddressIsFollowed() throws Exception {
        DigitalPetriWire wire = wire("live");
        address.set("127.0.0.2");
        boolean unused = connect(wire, LONG).get(60, TimeUnit.SECONDS).isEmpty();
        address.set("127.0.0.1");
        assertThat(connect(wire, LONG).get(60, TimeUnit.SECONDS)).isEmpty();
        Tools.await("it is the device that is reached", () -> device.connections.get() == 1);
    }
}
