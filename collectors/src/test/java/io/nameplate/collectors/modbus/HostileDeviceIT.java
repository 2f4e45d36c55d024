/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.language.AssetId;
import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Devices that answer wrongly in every way, on real sockets. */
class HostileDeviceIT {

    /** Long enough for any good answer here. */
    private static final Duration LONG = Duration.ofSeconds(30);
    /** Short, where no answer comes. */
    private static final Duration SHORT = Duration.ofMillis(200);

    private static final int DEAD = 7;
    private static final int SLOW = 8;
    private static final int LYING = 9;

    private static final Request.Read TEN = new Request.Read(ReadFunction.HOLDING_REGISTERS, 7, 1);

    private final NioEventLoopGroup events = new NioEventLoopGroup(1);
    private final EventLoop thread = events.next();
    private final ExecutorService helpers = Executors.newSingleThreadExecutor();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        helpers.shutdownNow();
        events.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private HostileDevice device(HostileDevice.Behaviour behaviour) throws IOException {
        return device(false, behaviour);
    }

    private HostileDevice device(boolean rtu, HostileDevice.Behaviour behaviour) throws IOException {
        HostileDevice device = new HostileDevice(rtu, behaviour);
        open.add(device);
        return device;
    }

    private Desk desk(HostileDevice device, Duration timeout) {
        Desk desk = new Desk(device.address(), Pace.NONE, timeout);
        open.add(desk);
        return desk;
    }

    private Answer asked(Duration timeout, HostileDevice.Behaviour behaviour) throws IOException {
        return desk(device(behaviour), timeout).ask(1, TEN);
    }

    @Test
    void aGoodAnswerIsTaken() throws IOException {
        Answer answer = asked(LONG, (number, request, out) -> out.write(HostileDevice.good(request)));
        assertThat(answer.content()).containsExactly(0, 7);
    }

    @Test
    void aGoodAnswerOfOneByteAfterTheOtherIsTaken() throws IOException {
        Answer answer = asked(LONG, (number, request, out) -> {
            for (byte each : HostileDevice.good(request)) {
                out.write(each);
                out.flush();
            }
        });
        assertThat(answer.content()).containsExactly(0, 7);
    }

    @Test
    void anAnswerThatDripsTakesNoLongerThanTheTimeout() throws IOException {
        HostileDevice device = device((number, request, out) -> {
            for (byte each : HostileDevice.good(request)) {
                out.write(each);
                out.flush();
                boolean unused = closed(number, 1_000);
            }
        });
        Answer answer = desk(device, SHORT).ask(1, TEN);
        assertThat(answer.trouble()).isEqualTo(Trouble.TIMEOUT);
    }

    private boolean closed(int number, long millis) throws InterruptedException {
        return ((HostileDevice) open.get(0)).closing.await(millis, TimeUnit.MILLISECONDS);
    }

    @Test
    void aPduThatIsCutShortIsBadAndTheNextAnswerIsRight() throws IOException {
        HostileDevice device = device((number, request, out) ->
                out.write(request[9] == 7 ? HostileDevice.framed(request, 3, 2, 0) : HostileDevice.good(request)));
        Desk desk = desk(device, LONG);
        assertThat(desk.ask(1, TEN).trouble()).isEqualTo(Trouble.BAD_ANSWER);
        assertThat(desk.ask(1, new Request.Read(ReadFunction.HOLDING_REGISTERS, 8, 1))
                        .content())
                .containsExactly(0, 8);
    }

    @Test
    void anEmptyPduAnotherFunctionAndAWrongByteCountAreBad() throws IOException {
        assertThat(asked(LONG, (number, request, out) -> out.write(HostileDevice.framed(request, 4, 2, 0, 7)))
                        .detail())
                .isEqualTo("an answer to function 4, asked was 3");
        assertThat(asked(LONG, (number, request, out) -> out.write(HostileDevice.framed(request, 3, 4, 0, 7)))
                        .detail())
                .isEqualTo("2 bytes of content, said to be 4, asked were 2");
        assertThat(asked(LONG, (number, request, out) -> out.write(HostileDevice.framed(request)))
                        .detail())
                .isEqualTo("a frame that says it has 1 bytes");
        assertThat(asked(LONG, (number, request, out) -> out.write(HostileDevice.framed(request, 0x83)))
                        .detail())
                .isEqualTo("an exception of 1 bytes, not 2");
    }

    @Test
    void theAnswerOfAnotherUnitIsNotTaken() throws IOException {
        HostileDevice device = device((number, request, out) -> {
            byte[] answer = HostileDevice.good(request);
            answer[6] = (byte) (number == 1 ? 9 : request[6]);
            out.write(answer);
        });
        Desk desk = desk(device, LONG);
        assertThat(desk.ask(1, TEN).detail()).isEqualTo("unit 9 answered, asked was unit 1");
        assertThat(desk.ask(1, TEN).content()).containsExactly(0, 7);
        assertThat(device.connections).as("asked anew on another connection").hasValue(2);
    }

    @Test
    void anAnswerOfAnotherTransactionIsNotTaken() throws IOException {
        Answer answer = asked(LONG, (number, request, out) -> {
            byte[] wrong = HostileDevice.good(request);
            wrong[0] ^= 0x55;
            wrong[10] = 99;
            out.write(wrong);
            out.write(HostileDevice.good(request));
        });
        assertThat(answer.content()).containsExactly(0, 7);
    }

    @Test
    void anAnswerThatComesTooLateIsNotTakenForThatOfTheNextRequest() throws IOException {
        List<byte[]> late = new ArrayList<>();
        HostileDevice device = device((number, request, out) -> {
            if (request[9] == 8) {
                late.add(request);
            } else {
                if (request[9] == 9) {
                    out.write(HostileDevice.good(late.get(0)));
                }
                out.write(HostileDevice.good(request));
            }
        });
        Desk desk = desk(device, Duration.ofMillis(500));
        assertThat(desk.ask(1, TEN).content()).containsExactly(0, 7);
        assertThat(desk.ask(1, new Request.Read(ReadFunction.HOLDING_REGISTERS, 8, 1))
                        .trouble())
                .isEqualTo(Trouble.TIMEOUT);
        assertThat(desk.ask(1, new Request.Read(ReadFunction.HOLDING_REGISTERS, 9, 1))
                        .content())
                .containsExactly(0, 9);
        assertThat(device.connections).as("the same connection").hasValue(1);
    }

    @Test
    void onASerialLineALateAnswerCannotBeToldSoTheConnectionIsGivenUp() throws IOException {
        HostileDevice device = device(true, (number, request, out) -> {});
        Desk desk = desk(device, SHORT);
        assertThat(desk.ask(1, TEN).trouble()).isEqualTo(Trouble.TIMEOUT);
        assertThat(desk.ask(1, TEN).trouble()).isEqualTo(Trouble.TIMEOUT);
        assertThat(device.connections).hasValue(2);
    }

    @Test
    void onASerialLineAWrongChecksumIsBad() throws IOException {
        HostileDevice device = device(true, (number, request, out) -> out.write(new byte[] {1, 3, 2, 0, 7, 1, 2}));
        assertThat(desk(device, LONG).ask(1, TEN).detail()).isEqualTo("the checksum of an answer is wrong");
    }

    @Test
    void aConnectionThatIsClosedInTheMiddleOfAFrameIsClosed() throws IOException {
        HostileDevice device = device((number, request, out) -> {
            out.write(HostileDevice.good(request), 0, 8);
            out.close();
        });
        Answer answer = desk(device, LONG).ask(1, TEN);
        assertThat(answer.trouble()).isEqualTo(Trouble.CLOSED);
        assertThat(answer.detail()).isEqualTo("the device closed the connection");
    }

    @Test
    void aHugeLengthEndsTheConnectionAtOnce() throws IOException {
        Answer answer = asked(LONG, (number, request, out) -> {
            byte[] frame = HostileDevice.good(request);
            frame[4] = (byte) 0xFF;
            frame[5] = (byte) 0xFF;
            out.write(frame);
        });
        assertThat(answer.detail()).isEqualTo("a frame that says it has 65535 bytes");
    }

    @Test
    void whatIsNoModbusIsSaidToBeNone() throws IOException {
        Answer answer = asked(
                LONG,
                (number, request, out) ->
                        out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        assertThat(answer.detail()).isEqualTo("a frame of protocol 21584, which is not Modbus");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void exceptionsAreNamed(int code) throws IOException {
        Answer answer = asked(LONG, (number, request, out) -> out.write(HostileDevice.framed(request, 0x83, code)));
        assertThat(answer.trouble()).isEqualTo(Trouble.EXCEPTION);
        assertThat(answer.detail()).startsWith("exception " + code + ", the device ");
    }

    @Test
    void whereNobodyListensThatIsSaid() throws IOException {
        HostileDevice device = device((number, request, out) -> {});
        device.close();
        Answer answer = desk(device, LONG).ask(1, TEN);
        assertThat(answer.trouble()).isEqualTo(Trouble.REFUSED);
        assertThat(answer.detail()).startsWith("nobody listens at 127.0.0.1:");
    }

    @Test
    void noFrameThatWritesLeavesWhateverIsAsked() throws IOException {
        HostileDevice device = device((number, request, out) -> out.write(HostileDevice.framed(request, 0x83, 2)));
        HostileDevice serial = device(true, (number, request, out) -> out.close());
        for (Desk desk : List.of(desk(device, LONG), desk(serial, LONG))) {
            for (ReadFunction function : ReadFunction.values()) {
                Answer unused = desk.ask(1, new Request.Read(function, 0xFFFF, 1));
            }
        }
        assertThat(device.requests).extracting(frame -> (int) frame[7]).containsExactlyInAnyOrder(1, 2, 3, 4);
        assertThat(serial.requests)
                .isNotEmpty()
                .extracting(frame -> (int) frame[1])
                .isSubsetOf(1, 2, 3, 4);
    }

    /** Of 20 devices one never answers, one answers a byte at a time and never ends, one answers for another unit; on the single thread of all they hold up none. */
    @Test
    void aDeadASlowAndALyingDeviceOfManyDelayNoOthersPoll() throws Exception {
        Profile profile = ProfileReader.read(
                "p.yaml", "profile: p\nsource: a test\npoints: [{point: x, address: 7, type: uint16, unit: V}]\n");
        BlockingQueue<PollEnd> ends = new LinkedBlockingQueue<>();
        List<DevicePoller> pollers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int which = i;
            HostileDevice device = device((number, request, out) -> {
                byte[] answer = HostileDevice.good(request);
                switch (which) {
                    case DEAD -> {}
                    case SLOW -> {
                        for (int sent = 0; sent < answer.length - 1; sent++) {
                            out.write(answer[sent]);
                            out.flush();
                            boolean unused = closed(number, 20);
                        }
                    }
                    case LYING -> {
                        answer[6] ^= 8;
                        out.write(answer);
                    }
                    default -> out.write(answer);
                }
            });
            Loop loop = Loop.of(thread);
            Bus bus = new Bus(new DigitalPetriWire(device.address(), thread, helpers), loop, Pace.NONE, LONG);
            open.add(bus);
            ModbusDevice kind = new ModbusDevice(
                    new AssetId("meter-" + i),
                    profile,
                    device.address(),
                    1,
                    Duration.ofMillis(50),
                    Duration.ofMinutes(5));
            pollers.add(new DevicePoller(
                    kind, bus, loop, Clock.systemUTC(), Runnable::run, (asset, at, values) -> {}, ends::add));
        }
        pollers.forEach(DevicePoller::start);
        Map<String, Integer> polls = new ConcurrentHashMap<>();
        List<PollEnd> lies = new ArrayList<>();
        while (lies.isEmpty() || polls.size() < 17 || polls.values().stream().anyMatch(count -> count < 5)) {
            PollEnd end = ends.poll(60, TimeUnit.SECONDS);
            assertThat(end).isNotNull();
            if (end.device().value().equals("meter-" + LYING)) {
                lies.add(end);
            } else {
                assertThat(end.outcome()).isEqualTo("ok");
                polls.merge(end.device().value(), 1, Integer::sum);
            }
        }
        assertThat(polls).doesNotContainKeys("meter-" + DEAD, "meter-" + SLOW);
        assertThat(lies).allSatisfy(lie -> assertThat(lie.outcome()).isEqualTo(Trouble.BAD_ANSWER.label()));
        pollers.forEach(DevicePoller::close);
    }
}
