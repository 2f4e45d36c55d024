/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.nameplate.collectors.Sites;
import io.nameplate.collectors.scrape.ScrapeSource;
import io.nameplate.collectors.scrape.Target;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.document.DocumentException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScrapeEntriesTest {

    @TempDir
    Path folder;

    private static final Registry SITE = Sites.small(3, 10, 10);

    private static List<ScrapeSource> read(Optional<Registry> registry, String text) {
        return new DevicesReader(new Profiles(Optional.empty()), registry, Sites.C1, Clock.systemUTC())
                .read("devices.yaml", text)
                .scrape();
    }

    @Test
    void everyNodeOfTheCollectorIsATargetInThePeriodOfItsBlock() {
        ScrapeSource source = read(Optional.of(SITE), """
                        scrape:
                          - name: gpus
                            format: dcgm
                            url: http://{node}:9400/metrics
                            boot: http://{node}:9100/metrics
                            targets: {n002: "http://10.0.0.2:9400/metrics"}
                        """).get(0);
        assertThat(source.targets(SITE, Sites.C1))
                .extracting(Target::id, Target::uri, Target::period)
                .containsExactly(
                        tuple("n001", URI.create("http://n001:9400/metrics"), Duration.ofSeconds(10)),
                        tuple("n002", URI.create("http://10.0.0.2:9400/metrics"), Duration.ofSeconds(10)),
                        tuple("n003", URI.create("http://n003:9400/metrics"), Duration.ofSeconds(10)));
        assertThat(source.targets(SITE, Sites.C1).get(0).boot()).contains(URI.create("http://n001:9100/metrics"));
    }

    @Test
    void everythingWrongIsSaidAtOnce() {
        assertThatThrownBy(() -> read(Optional.of(SITE), """
                        scrape:
                          - {name: a, format: dcgm}
                          - {name: a, format: dcgm, url: "http://gpu:9400/metrics", period: 10s}
                          - {name: b, format: dcgm, url: "ftp://{node}/metrics", blocks: [b2, b9]}
                          - {name: c, format: dcgm, targets: {m001: "http://h/m", n1: "http://user@h/m"}}
                          - {name: d, format: vllm, url: "http://{node}/m", targets: {pdu-2: "http://h/m"}}
                          - {name: e, format: vllm, targets: {pdu-1: "http://h/m"}, tls: {certificate: x.pem}}
                          - {name: f, format: prometheus, url: "http://{node}/m", tiemout: 1s}
                        """))
                .isInstanceOf(DocumentException.class)
                .message()
                .contains("source 'a' needs 'url' (such as http://{node}:9400/metrics) or 'targets'")
                .contains("'a' stands twice")
                .contains("'url' must hold {node}")
                .contains("nodes are asked once in the period of their block's source in the registry; leave it out")
                .contains("'url' must be an address such as http://10.0.0.7:9400/metrics")
                .contains("no block 'b2' that this collector reads")
                .contains("no block 'b9' that this collector reads; did you mean 'b1'?")
                .contains("node 'm001' is read by collector 'c2', not by 'c1'")
                .contains("the registry knows no node 'n1'")
                .contains("without a user's name")
                .contains("'url' is for targets that are nodes; give the url of each one in 'targets'")
                .contains("asset 'pdu-2' is read by collector 'c2'")
                .contains("'certificate' needs 'key' beside it")
                .contains("did you mean 'timeout'?");
    }

    @Test
    void aFileThatHoldsNoTokenIsSaid() throws IOException {
        Path token = Files.writeString(folder.resolve("scrape-token"), "two words\n");
        String source = """
                scrape:
                  - {name: a, format: dcgm, url: "http://{node}/m", token_file: %s}
                """.formatted(token);
        assertThatThrownBy(() -> read(Optional.of(SITE), source))
                .hasMessageContaining("devices.yaml:2: " + token + ": its first line is no token");
        Files.writeString(token, "word \n");
        assertThat(read(Optional.of(SITE), source)).hasSize(1);
    }

    @Test
    void theSampleOfThePageIsRead() throws IOException {
        Matcher sample = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/inputs/dcgm.md")));
        assertThat(sample.find()).isTrue();
        Files.writeString(folder.resolve("scrape-token"), "word\n");
        assertThat(read(Optional.empty(), sample.group(1).replace("/etc/nameplate/", folder + "/")))
                .extracting(ScrapeSource::name)
                .containsExactly("gpus", "gpus-of-hall-2", "inference");
    }
}
