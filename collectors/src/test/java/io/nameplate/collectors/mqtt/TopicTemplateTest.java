/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nameplate.collectors.mqtt.TopicTemplate.Part;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicTemplateTest {

    @Test
    void levelsNameThings() {
        TopicTemplate template = TopicTemplate.of("site/+hall/{asset}/p-{point}.raw");
        assertThat(template.match("site/h1/cdu-1/p-flow.raw").orElseThrow().parts())
                .isEqualTo(Map.of(Part.ASSET, "cdu-1", Part.POINT, "flow"));
        assertThat(template.filter()).isEqualTo("site/+/+/+");
        assertThat(template.match("site/h1/cdu-1/p-.raw")).as("an empty name").isEmpty();
        assertThat(template.match("site/h1/cdu-1/flow")).isEmpty();
        assertThat(template.match("site/h1/cdu-1")).isEmpty();
        assertThat(template.match("site/h1/cdu-1/p-flow.raw/more")).isEmpty();
        assertThat(template.match("")).isEmpty();
    }

    @Test
    void aHashTakesAnyRest() {
        TopicTemplate template = TopicTemplate.of("fleet/{node}/#");
        assertThat(template.match("fleet/n1")).isPresent();
        assertThat(template.match("fleet/n1/gpu/0")).isPresent();
        assertThat(template.filter()).isEqualTo("fleet/+/#");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/{asset}/{asset}", "a/{assets}", "a/b+", "a/#/b", "a/{asset}{point}", "a/b#"})
    void whatIsNoTemplateIsRefused(String text) {
        assertThatThrownBy(() -> TopicTemplate.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "site/+/x/{point}, site/#, true",
        "site/+/x/{point}, site/h1/x/+, true",
        "site/+/x/{point}, site/h1/y/+, false",
        "site/+/x/{point}, site/+/+, false",
        "site/+/x/{point}, +/+/+/+/+, false",
        "site/{asset}/#, site/a/b/c, true",
        "site/p-{point}, site/power, false",
        "site/p-{point}, $share/g/site/+, true",
    })
    void filtersThatNeverFitAreFound(String template, String filter, boolean meets) {
        assertThat(TopicTemplate.of(template).meets(filter)).isEqualTo(meets);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/#/b", "a/b#", "a/+b", "$share/g", "$share//a", "a\0b"})
    void whatABrokerWouldRefuseIsRefused(String filter) {
        assertThatThrownBy(() -> TopicFilter.check(filter)).isInstanceOf(IllegalArgumentException.class);
    }

    /** What a template's own filter would let through is what it matches, but for empty names. */
    @Test
    void topicsMadeFromATemplateFitIt() {
        long seed = Long.getLong("nameplate.fuzz.seed", System.nanoTime());
        Random random = new Random(seed);
        String[] kinds = {"word", "+any", "{asset}", "x-{node}", "{point}.y"};
        for (int run = 0; run < 20_000; run++) {
            StringBuilder template = new StringBuilder();
            StringBuilder topic = new StringBuilder();
            boolean[] used = new boolean[kinds.length];
            for (int level = 0; level <= random.nextInt(6); level++) {
                int kind = random.nextInt(kinds.length);
                kind = kind > 1 && used[kind] ? 0 : kind;
                used[kind] = true;
                String name = "n" + random.nextInt(100);
                template.append(level == 0 ? "" : "/").append(kinds[kind]);
                topic.append(level == 0 ? "" : "/")
                        .append(kind == 1 ? name : kinds[kind].replaceAll("\\{[a-z]+}", name));
            }
            TopicTemplate read = TopicTemplate.of(template.toString());
            assertThat(read.match(topic.toString()))
                    .as("seed %d: %s %s", seed, template, topic)
                    .isPresent();
            assertThat(read.match(topic + "/more")).as("seed %d", seed).isEmpty();
            assertThat(read.meets(topic.toString())).as("seed %d", seed).isTrue();
        }
    }
}
