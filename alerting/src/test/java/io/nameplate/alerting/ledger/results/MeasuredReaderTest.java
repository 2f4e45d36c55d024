/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.model.verdict.Measured;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a content says was measured, from JSON to figures by name. */
class MeasuredReaderTest {

    private static Measured read(String content) {
        try {
            return MeasuredReader.of(new ObjectMapper().readTree(content).path("measured"));
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException(broken);
        }
    }

    @Test
    void objectsInObjectsBecomeNames() {
        assertThat(
                        read(
                                "{\"measured\":{\"energy\":{\"it_j\":7,\"meters\":{\"m-b1\":{\"sum_j\":7}}},\"thermal\":{\"supply_min_mc\":-3}}}"))
                .isEqualTo(new Measured(new TreeMap<>(
                        Map.of("energy/it_j", 7L, "energy/meters/m-b1/sum_j", 7L, "thermal/supply_min_mc", -3L))));
        assertThat(read("{}")).isEqualTo(Measured.NONE);
    }

    @Test
    void whatHasNoCanonicalFormIsRefused() {
        assertThatThrownBy(() -> read("{\"measured\":{}}")).hasMessageContaining("wrongly");
        assertThatThrownBy(() -> read("{\"measured\":{\"a\":{}}}")).hasMessageContaining("'a/' wrongly");
        assertThatThrownBy(() -> read("{\"measured\":{\"a\":1.5}}")).hasMessageContaining("'a' must be an integer");
        assertThatThrownBy(() -> read("{\"measured\":{\"a/b\":1}}")).hasMessageContaining("names no figure");
        assertThatThrownBy(() -> read("{\"measured\":[1]}")).hasMessageContaining("wrongly");
    }
}
