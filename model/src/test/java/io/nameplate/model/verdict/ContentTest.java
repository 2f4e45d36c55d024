/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import static io.nameplate.model.evidence.AbsentReason.TIMEOUT;
import static io.nameplate.model.verdict.SmallSite.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.language.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ContentTest {

    private static Content content() {
        return new SmallSite()
                .powered(true)
                .cooled(true)
                .gpu("n1", 0, Evidence.data(0, 0x48, 1200, 2000, 700, Work.WORKING))
                .gpu("n1", 1, Evidence.data(0, 0x8, 1200, 2000, 700, Work.WORKING))
                .gpu("n1", 2, Evidence.data(0, 0, 345, 2000, 700, Work.IDLE))
                .gpu("n1", 3, Evidence.absent(TIMEOUT, Witness.OFF, Port.UP, START, false))
                .settle()
                .content();
    }

    @Test
    void theCanonicalFormHasSortedKeysIntegersAndNoZeroStates() {
        assertThat(content().canonicalJson())
                .isEqualTo("{\"blocks\":{\"b1\":{\"DERATED\":5000,\"FAULTED\":10000}},"
                        + "\"causes\":{\"DERATED\":{\"cooling\":2500,\"unknown\":2500}},"
                        + "\"contracted_gpu_ms\":40000,\"interval_s\":10,"
                        + "\"interval_start\":\"2026-06-01T12:00:00Z\",\"lease\":\"acme\",\"line\":\"h100\","
                        + "\"registry_version\":1,\"rule_version\":\"nameplate-1\","
                        + "\"states\":{\"DERATED\":5000,\"FAULTED\":10000,\"IDLE\":10000,\"UTILIZED\":15000}}");
    }

    @Test
    void theHashIsThatOfTheCanonicalForm() {
        assertThat(content().sha256())
                .hasSize(64)
                .matches("[0-9a-f]+")
                .isEqualTo(content().sha256());
        assertThat(new SmallSite().settle().content().sha256())
                .isNotEqualTo(content().sha256());
    }

    @Test
    void aContentThatDoesNotAddUpIsRefused() {
        assertThatThrownBy(() -> new Content(
                        new LeaseId("l"),
                        new LineId("x"),
                        Instant.EPOCH,
                        Duration.ofSeconds(10),
                        10,
                        Map.of(State.IDLE, 9L),
                        Map.of(),
                        new TreeMap<>(),
                        1,
                        "nameplate-1"))
                .hasMessageContaining("add up to 9");
    }

    @Test
    void textsAreEscapedAsRfc8785Wants() {
        TreeMap<String, Object> object = new TreeMap<>();
        object.put("b", "\"\\\b\t\n\f\r\u0001\u20ac/");
        object.put("a", 9_007_199_254_740_991L);
        object.put("A", new TreeMap<String, Object>());
        assertThat(CanonicalJson.of(object))
                .isEqualTo("{\"A\":{},\"a\":9007199254740991,\"b\":\"\\\"\\\\\\b\\t\\n\\f\\r\\u0001\u20ac/\"}");
    }

    @Test
    void numbersThatADoubleCannotHoldAreRefused() {
        TreeMap<String, Object> object = new TreeMap<>();
        object.put("a", 1L << 53);
        assertThatThrownBy(() -> CanonicalJson.of(object)).isInstanceOf(IllegalArgumentException.class);
        object.put("a", 1.5);
        assertThatThrownBy(() -> CanonicalJson.of(object)).isInstanceOf(IllegalArgumentException.class);
    }
}
