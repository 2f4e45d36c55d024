/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.simulator.facility.Device;
import io.nameplate.simulator.facility.Facility;
import io.nameplate.simulator.facility.Instruments;
import io.nameplate.simulator.facility.PlantPoint;
import io.nameplate.simulator.scenario.Scenario;
import io.nameplate.simulator.scenario.Scenarios;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegisterMapTest {

    private Instruments instruments;

    @BeforeEach
    void playThreeSeconds() throws IOException {
        Scenario scenario = Scenarios.load("chiller-trip");
        Facility facility = new Facility(scenario);
        instruments = new Instruments(scenario, facility);
        for (int i = 0; i < 3; i++) {
            facility.step();
            instruments.count();
        }
    }

    private float real(Device device, int address) {
        RegisterMap map = new RegisterMap(device);
        return ByteBuffer.wrap(map.cut(map.image(instruments), address, 2)).getFloat();
    }

    @Test
    void aCduKeepsFlowsInLitresPerMinuteAndPressuresInBar() {
        Device cdu = new Device("cdu-1", Device.Kind.CDU);
        assertThat(real(cdu, 11)).isEqualTo(32f);
        assertThat(real(cdu, 21)).isEqualTo(3f);
        assertThat(real(cdu, 45)).isEqualTo(600f);
        assertThat(real(cdu, 47)).isEqualTo(900f);
    }

    @Test
    void aMeterKeepsPowerInKilowattsAndEnergyInWattHours() {
        Device meter = new Device("pdu-1", Device.Kind.METER);
        double watts = instruments.value(meter, PlantPoint.POWER);
        assertThat(real(meter, 3059)).isEqualTo((float) (watts / 1000));
        assertThat(real(meter, 3027)).isEqualTo(230f);
        assertThat(real(meter, 3109)).isEqualTo(60f);
        RegisterMap map = new RegisterMap(meter);
        assertThat(ByteBuffer.wrap(map.cut(map.image(instruments), 3203, 4)).getLong())
                .isEqualTo(Math.round(3 * watts / 3600));
    }

    @Test
    void registersOutsideTheMapAreNotThere() {
        RegisterMap cdu = new RegisterMap(new Device("cdu-1", Device.Kind.CDU));
        assertThat(cdu.has(11, 38)).isTrue();
        assertThat(cdu.has(10, 2)).isFalse();
        assertThat(cdu.has(47, 3)).isFalse();
    }
}
