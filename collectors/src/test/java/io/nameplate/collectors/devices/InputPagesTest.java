/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.devices;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.access.Certificates;
import io.nameplate.collectors.Sites;
import io.nameplate.collectors.mqtt.Formats;
import io.nameplate.collectors.mqtt.MqttSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputPagesTest {

    @TempDir
    Path folder;

    /** What a page shows can be copied; the files that it names are made. */
    @ParameterizedTest
    @CsvSource({"mqtt.md, 9", "sparkplug.md, 2", "dsx.md, 2"})
    void theDeviceFilesOfThePagesAreReadAndTheirFormatsOpen(String page, int sources) throws Exception {
        new Certificates(folder).with("c1", "ca", "DNS:c1.test");
        Files.writeString(folder.resolve("telemetry.password"), "word\n");
        Matcher samples = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/inputs").resolve(page)));
        List<MqttSource> read = new ArrayList<>();
        samples.results()
                .forEach(sample -> read.addAll(
                        new DevicesReader(new Profiles(Optional.empty()), Optional.empty(), Sites.C1, Clock.systemUTC())
                                .read(
                                        page,
                                        sample.group(1)
                                                .replace("/etc/nameplate/", folder + "/")
                                                .replace("TELEMETRY_PASSWORD", "PATH"))
                                .mqtt()));
        assertThat(read).hasSize(sources);
        for (MqttSource source : read) {
            List<String> remarks = new ArrayList<>();
            Formats.open(source, remarks).read("no/such/topic", new byte[0], false, 0);
            assertThat(remarks).as(source.name()).hasSizeLessThanOrEqualTo(1);
        }
    }
}
