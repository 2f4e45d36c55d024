/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nameplate.collectors.mqtt.json.JsonPath.Each;
import io.nameplate.collectors.mqtt.json.JsonPath.Index;
import io.nameplate.collectors.mqtt.json.JsonPath.Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPathTest {

    @Test
    void stepsAreNamesAndIndexes() {
        assertThat(JsonPath.of("$").steps()).isEmpty();
        assertThat(JsonPath.of("$.a.b_1[0]['supply temp'][\"it's\"]").steps())
                .containsExactly(
                        new Name("a"), new Name("b_1"), new Index(0), new Name("supply temp"), new Name("it's"));
        assertThat(JsonPath.each("$.gpus[*]").steps()).containsExactly(new Name("gpus"), new Each());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a.b",
                "$.",
                "$a",
                "$..a",
                "$.a-b",
                "$.1a",
                "$[",
                "$[-1]",
                "$[01]",
                "$['a",
                "$[a]",
                "$.*",
                "$[*]",
                "$[?@.a]",
                "$.a[1",
                "$[0:2]",
                "$[9999999]"
            })
    void whatIsNoPathToOnePlaceIsRefused(String text) {
        assertThatThrownBy(() -> JsonPath.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$", "$.a", "$[*][*]", "$[*].a"})
    void theElementsOfOneArrayEndThePath(String text) {
        assertThatThrownBy(() -> JsonPath.each(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
