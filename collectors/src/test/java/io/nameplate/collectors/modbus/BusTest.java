/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.model.wire.PlantReadings.Quality;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BusTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Profile ONE = profile("");

    private static Profile profile(String keys) {
        return ProfileReader.read("p.yaml", """
                profile: one
                source: a test
                %s
                points:
                  - {point: a, address: 1, type: uint16, unit: V}
                  - {point: b, address: 2, type: uint16, unit: V}
                  - {point: c, address: 9, type: uint16, unit: V}
                """.formatted(keys));
    }

    @Test
    void allUnitsShareOneConnectionAndOneRequestIsUnderWay() {
        Script script = new Script(Pace.NONE, SECOND);
        for (int unit = 1; unit <= 30; unit++) {
            script.poller("meter-" + unit, unit, ONE, SECOND, SECOND).start();
        }
        script.time.pass(Duration.ofMillis(10_500));
        assertThat(script.wire.connects).isEqualTo(1);
        assertThat(script.wire.mostUnderWay).isEqualTo(1);
        for (int unit = 1; unit <= 30; unit++) {
            assertThat(script.outcomes("meter-" + unit)).hasSize(10).containsOnly("ok");
        }
    }

    @Test
    void aDeadUnitCostsTheOthersItsTimeoutPerPollAndBlanksNone() {
        Script script = new Script(Pace.NONE, SECOND);
        script.wire.device = (unit, read) -> unit == 7 ? null : Script.FakeWire.zeros(read);
        for (int unit = 1; unit <= 10; unit++) {
            script.poller("meter-" + unit, unit, ONE, SECOND, Duration.ofMillis(300))
                    .start();
        }
        script.time.pass(Duration.ofMinutes(10));
        List<String> dead = script.outcomes("meter-7");
        assertThat(dead).containsOnly("timeout").hasSizeBetween(20, 30);
        for (int unit = 1; unit <= 10; unit++) {
            if (unit != 7) {
                assertThat(script.outcomes("meter-" + unit))
                        .hasSizeGreaterThan(595)
                        .containsOnly("ok");
            }
        }
        assertThat(script.wire.connects).as("the connection serves the others").isEqualTo(1);
        assertThat(script.wire.abandoned).isEqualTo(dead.size());
    }

    @Test
    void waitingForOthersIsNotCountedAsTheDevicesOwnTime() {
        Script script = new Script(Pace.NONE, SECOND);
        script.wire.answering = Duration.ofMillis(40);
        for (int unit = 1; unit <= 20; unit++) {
            script.poller("meter-" + unit, unit, ONE, Duration.ofSeconds(5), Duration.ofMillis(100))
                    .start();
        }
        script.time.pass(Duration.ofSeconds(31));
        assertThat(script.ends).extracting(PollEnd::outcome).containsOnly("ok");
        assertThat(script.ends).extracting(PollEnd::answering).containsOnly(Duration.ofMillis(80));
    }

    @Test
    void aGatewayThatIsDownIsTriedOnceNotOncePerUnit() {
        Script script = new Script(Pace.NONE, SECOND);
        script.wire.noConnection = Answer.failed(Trouble.REFUSED, "nobody listens");
        for (int unit = 1; unit <= 30; unit++) {
            script.poller("meter-" + unit, unit, ONE, SECOND, SECOND).start();
        }
        script.time.pass(Duration.ofSeconds(21));
        assertThat(script.wire.connects).as("after 0, 2, 6, 12 and 20 seconds").isEqualTo(5);
        assertThat(script.outcomes("meter-30")).containsOnly("refused");
        script.wire.noConnection = null;
        script.ends.clear();
        script.time.pass(Duration.ofSeconds(13));
        for (int unit = 1; unit <= 30; unit++) {
            assertThat(script.outcomes("meter-" + unit))
                    .as("all come back at once")
                    .endsWith("ok", "ok");
        }
        assertThat(script.wire.connects).isEqualTo(6);
    }

    @Test
    void aConnectionOnWhichNothingIsAnsweredIsMadeAnew() {
        Script script = new Script(Pace.NONE, SECOND);
        List<Integer> silent = new ArrayList<>(List.of(1));
        script.wire.device = (unit, read) -> silent.contains(unit) ? null : Script.FakeWire.zeros(read);
        script.poller("meter", 1, ONE, SECOND, Duration.ofMillis(300)).start();
        script.time.pass(Duration.ofMillis(1_500));
        assertThat(script.wire.drops).isEqualTo(1);
        silent.clear();
        script.time.pass(Duration.ofSeconds(4));
        assertThat(script.wire.connects).isEqualTo(2);
        assertThat(script.outcomes("meter")).startsWith("timeout", "ok");
    }

    @Test
    void aConnectionThatTheDeviceClosedWhileIdleIsMadeAnewWithinThePoll() {
        Script script = new Script(Pace.NONE, SECOND);
        int[] asked = {0};
        script.wire.device = (unit, read) -> ++asked[0] == 3
                ? Answer.failed(Trouble.CLOSED, "the device closed the connection")
                : Script.FakeWire.zeros(read);
        script.poller("meter", 1, ONE, SECOND, SECOND).start();
        script.time.pass(Duration.ofMillis(3_500));
        assertThat(script.outcomes("meter")).containsExactly("ok", "ok", "ok");
        assertThat(script.wire.connects).isEqualTo(2);
    }

    @Test
    void aConnectionThatClosesWhereverItIsAskedFailsThePoll() {
        Script script = new Script(Pace.NONE, SECOND);
        script.wire.device = (unit, read) -> Answer.failed(Trouble.CLOSED, "the device closed the connection");
        script.poller("meter", 1, ONE, SECOND, SECOND).start();
        script.time.pass(Duration.ofMillis(20_500));
        assertThat(script.outcomes("meter")).containsOnly("closed").hasSize(4);
    }

    @Test
    void theGapBetweenFramesAndThePauseAfterConnectingAreKept() {
        Pace pace = new Pace(Duration.ofMillis(200), Duration.ofMillis(35), false);
        Script script = new Script(pace, SECOND);
        script.wire.answering = Duration.ofMillis(5);
        script.poller("ups", 1, ONE, SECOND, SECOND).start();
        script.poller("ups-2", 2, ONE, SECOND, SECOND).start();
        script.time.pass(Duration.ofMillis(1_900));
        assertThat(script.wire.asked).containsExactly(1_200L, 1_240L, 1_280L, 1_320L);
        assertThat(script.ends).extracting(PollEnd::answering).containsOnly(Duration.ofMillis(10));
    }

    @Test
    void whatAGatewaySaysOfADeadUnitEndsItsPollAtOnce() {
        Script script = new Script(Pace.NONE, SECOND);
        script.wire.device = (unit, read) -> Answer.exception(11);
        script.poller("meter", 1, ONE, SECOND, SECOND).start();
        script.time.pass(Duration.ofMillis(1_900));
        assertThat(script.wire.requests).hasSize(1);
        assertThat(script.ends).singleElement().satisfies(end -> {
            assertThat(end.outcome()).isEqualTo("gateway");
            assertThat(end.detail()).isEqualTo("exception 11, the unit behind the gateway does not answer");
        });
        assertThat(script.readings).isEmpty();
    }

    @Test
    void holesThatADeviceRefusesAreLeftOutFromThenOn() {
        Script script = new Script(Pace.NONE, SECOND);
        script.wire.device = (unit, read) -> read.count() > 2 ? Answer.exception(2) : Script.FakeWire.zeros(read);
        script.poller("meter", 1, profile("max_gap: 10"), SECOND, SECOND).start();
        script.time.pass(Duration.ofMillis(2_500));
        assertThat(script.wire.requests)
                .extracting(read -> read.address() + "+" + read.count())
                .containsExactly("1+9", "1+2", "9+1", "1+2", "9+1");
        assertThat(script.outcomes("meter")).containsExactly("ok", "ok");
        assertThat(script.readings.get("meter")).extracting(PointValue::quality).containsOnly(Quality.GOOD);
    }

    @Test
    void aRefusalThatHasNothingToDoWithHolesChangesNothing() {
        Script script = new Script(Pace.NONE, SECOND);
        script.wire.device = (unit, read) -> Answer.exception(2);
        script.poller("meter", 1, profile("max_gap: 10"), SECOND, SECOND).start();
        script.time.pass(Duration.ofMillis(5_500));
        assertThat(script.wire.requests.stream().filter(read -> read.count() == 9))
                .as("the plan stays")
                .hasSize(2);
        assertThat(script.outcomes("meter")).containsOnly("exception");
    }

    @Test
    void aDeviceThatWantsItIsAskedForOnePointAtATime() {
        Script script = new Script(Pace.NONE, SECOND);
        script.poller("meter", 1, profile("one_request_per_point: true"), SECOND, SECOND)
                .start();
        script.time.pass(Duration.ofMillis(1_500));
        assertThat(script.wire.requests)
                .extracting(read -> read.address() + "+" + read.count())
                .containsExactly("1+1", "2+1", "9+1");
    }

    @Test
    void aSlowDeviceHasItsTimeForAllRequestsTogether() {
        Script script = new Script(Pace.NONE, SECOND);
        script.wire.answering = Duration.ofMillis(400);
        script.poller("meter", 1, profile("one_request_per_point: true"), SECOND, Duration.ofMillis(900))
                .start();
        script.time.pass(Duration.ofMillis(1_950));
        assertThat(script.outcomes("meter")).containsExactly("timeout");
        assertThat(script.readings.get("meter"))
                .as("what was answered is kept")
                .extracting(PointValue::point)
                .containsExactly("a", "b");
    }
}
