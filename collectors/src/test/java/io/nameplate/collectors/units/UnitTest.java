/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitTest {

    @ParameterizedTest
    @CsvSource({
        "F, 212, 100",
        "F, -40, -40",
        "psi, 14.503773773, 100000",
        "gal/min, 15.850323141, 0.001",
        "kWh, 1, 3600000",
        "L/min, 60, 0.001",
        "percent, 42, 0.42",
        "mA, 1500, 1.5",
    })
    void valuesBecomeSiUnits(String symbol, double value, double si) {
        assertThat(Unit.of(symbol).orElseThrow().toSi(value)).isCloseTo(si, within(Math.abs(si) * 1e-9));
    }

    @Test
    void everySymbolNamesOneUnit() {
        for (Unit unit : Unit.values()) {
            assertThat(Unit.of(unit.symbol())).contains(unit);
        }
        assertThat(Unit.of("furlong")).isEmpty();
    }
}
