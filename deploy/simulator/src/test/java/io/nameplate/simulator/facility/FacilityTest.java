/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.facility;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.simulator.scenario.Scenario;
import io.nameplate.simulator.scenario.ScenarioReader;
import io.nameplate.simulator.scenario.Witness;
import org.junit.jupiter.api.Test;

class FacilityTest {

    private static final String SITE = """
            scenario: small
            about: two nodes on two feeds
            site: {site: s1, zone: UTC, slot: 1s, interval: 60s}
            collector: {collector: c1, poll: 1s}
            halls: [h1]
            skus: [{sku: H100, clock_mhz: 1980, limit_w: 700}]
            physics: {boot: 5s, throttle_mhz: 60, recover: 3, shutdown_heat: 50}
            plant:
              feeds: [feed-a, feed-b]
              pdus: [{pdu: pdu-1, feeds: [feed-a, feed-b]}]
              chillers: [chiller-1]
              cdus: [{cdu: cdu-1, chillers: [chiller-1]}, {cdu: cdu-2, chillers: [chiller-1]}]
              groups: [{group: loop-1, needs: 1, of: [cdu-1, cdu-2]}]
            blocks:
              - {block: b1, hall: h1, sku: H100, gpus: 8, nodes: 2, power: pdu-1, cooling: loop-1, prefix: n}
            leases: []
            events:
            """;

    private Facility facility;
    private Instruments instruments;

    private void play(String events) {
        Scenario scenario = ScenarioReader.read("s.yaml", SITE + events);
        facility = new Facility(scenario);
        instruments = new Instruments(scenario, facility);
    }

    private void at(long second) {
        while (facility.second() < second) {
            facility.step();
            instruments.count();
        }
    }

    private double read(String asset, PlantPoint point) {
        Device device = instruments.devices().stream()
                .filter(candidate -> candidate.asset().equals(asset))
                .findFirst()
                .orElseThrow();
        return instruments.value(device, point);
    }

    @Test
    void busyGpusRunAtTheirClockAndNearlyAllShowTheHarmlessPowerCapBit() {
        play("  []\n");
        at(0);
        Gpus gpus = facility.gpus();
        int withBit = 0;
        for (int gpu = 0; gpu < 16; gpu++) {
            assertThat(gpus.clock(gpu)).isEqualTo(1980);
            assertThat(gpus.deciwatts(gpu)).isBetween(6000, 7000);
            withBit += (gpus.reasons(gpu) & Gpus.POWER_CAP_BIT) != 0 ? 1 : 0;
        }
        assertThat(withBit).isEqualTo(15);
    }

    @Test
    void aTrippedChillerStopsTheWaterAtOnceAndTheClockFallsStepByStep() {
        play("  - {at: 10s, for: 30s, event: chiller_trip, target: chiller-1}\n");
        at(9);
        assertThat(read("cdu-1", PlantPoint.WATER_FLOW)).isEqualTo(0.015);
        at(10);
        assertThat(read("cdu-1", PlantPoint.WATER_FLOW)).isZero();
        assertThat(read("cdu-1", PlantPoint.COOLANT_FLOW)).isPositive();
        assertThat(facility.cooled(0)).isFalse();
        assertThat(facility.gpus().clock(0)).isEqualTo(1980);
        at(20);
        assertThat(facility.gpus().clock(0)).isEqualTo(1980 - 60 * 7);
        assertThat(facility.gpus().reasons(0)).isEqualTo(Gpus.SW_THERMAL_BIT | Gpus.POWER_CAP_BIT);
        assertThat(read("cdu-1", PlantPoint.COOLANT_SUPPLY_TEMP)).isEqualTo(37.0);
        at(35);
        assertThat(facility.gpus().clock(0)).isEqualTo(792);
        assertThat(facility.gpus().reasons(0) & Gpus.HW_THERMAL_BIT).isNotZero();
        at(60);
        assertThat(facility.gpus().clock(0)).isEqualTo(1980);
    }

    @Test
    void tooMuchHeatSwitchesNodesOffUntilTheLoopIsCooledAndThenTheyBoot() {
        play("  - {at: 10s, for: 70s, event: chiller_trip, target: chiller-1}\n");
        at(59);
        assertThat(facility.visible(0)).isTrue();
        at(60);
        assertThat(facility.visible(0)).isFalse();
        assertThat(facility.witness(0)).isEqualTo(Witness.OFF);
        at(80);
        assertThat(facility.reach(0)).isEqualTo("refused");
        assertThat(facility.witness(0)).isEqualTo(Witness.ON);
        at(85);
        assertThat(facility.visible(0)).isTrue();
        assertThat(facility.boots(0)).isEqualTo(1);
    }

    @Test
    void oneFeedOfTwoCarriesTheLoadAndItsMeterShowsAllOfIt() {
        play("  - {at: 5s, for: 5s, event: feed_loss, target: feed-a}\n");
        at(4);
        double before = read("feed-b", PlantPoint.POWER);
        at(5);
        assertThat(read("feed-a", PlantPoint.VOLTAGE_L1N)).isZero();
        assertThat(read("feed-a", PlantPoint.POWER)).isZero();
        assertThat(read("feed-b", PlantPoint.POWER)).isEqualTo(2 * before);
        assertThat(facility.visible(0)).isTrue();
    }

    @Test
    void aMeterCountsTheEnergyOfTheLoad() {
        play("  []\n");
        at(9);
        assertThat(read("pdu-1", PlantPoint.ENERGY_IMPORT)).isEqualTo(10 * read("pdu-1", PlantPoint.POWER));
    }

    @Test
    void anXidStopsOneGpuAndItsGaugeStaysLatchedUntilTheNodeBoots() {
        play("""
                  - {at: 2s, for: 6s, event: xid, target: n001, gpu: 3, xid: 79}
                  - {at: 20s, for: 4s, event: node_dead, target: n001}
                """);
        at(2);
        assertThat(facility.gpus().xid(3)).isEqualTo(79);
        assertThat(facility.gpus().recovery(3)).isEqualTo(2);
        assertThat(facility.gpus().busy(3)).isFalse();
        assertThat(facility.gpus().busy(2)).isTrue();
        at(8);
        assertThat(facility.gpus().xid(3)).isEqualTo(79);
        assertThat(facility.gpus().recovery(3)).isZero();
        assertThat(facility.gpus().busy(3)).isTrue();
        at(29);
        assertThat(facility.gpus().xid(3)).isZero();
    }

    @Test
    void aBootMendsAnXidThatWouldHaveLastedLonger() {
        play("""
                  - {at: 2s, for: 60s, event: xid, target: n001, gpu: 3, xid: 79}
                  - {at: 10s, for: 5s, event: node_dead, target: n001}
                """);
        at(20);
        assertThat(facility.gpus().busy(3)).isTrue();
        assertThat(facility.gpus().xid(3)).isZero();
    }

    @Test
    void aNodeBehindADownPortRunsOnUnseen() {
        play("  - {at: 2s, for: 6s, event: port_down, target: n002}\n");
        at(2);
        assertThat(facility.visible(1)).isFalse();
        assertThat(facility.reach(1)).isEqualTo("no_route");
        assertThat(facility.port(1)).isEqualTo("down");
        assertThat(facility.witness(1)).isEqualTo(Witness.ON);
        assertThat(facility.gpus().busy(8)).isTrue();
        at(8);
        assertThat(facility.visible(1)).isTrue();
        assertThat(facility.boots(1)).isZero();
    }
}
