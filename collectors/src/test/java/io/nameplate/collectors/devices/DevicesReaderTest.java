/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nameplate.collectors.Sites;
import io.nameplate.collectors.modbus.Address;
import io.nameplate.collectors.modbus.ModbusDevice;
import io.nameplate.collectors.modbus.Profile;
import io.nameplate.collectors.modbus.ProfileReader;
import io.nameplate.collectors.modbus.ReadPlan;
import io.nameplate.collectors.validate.PointKey;
import io.nameplate.collectors.validate.PointRule;
import io.nameplate.collectors.validate.SumCheck;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.Registry;
import java.io.IOException;
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

class DevicesReaderTest {

    private static final Optional<Registry> REGISTRY = Optional.of(Sites.small(1, 1, 1));

    @TempDir
    Path folder;

    @Test
    void readsDevicesAndSources() {
        Devices devices = read(REGISTRY, """
                devices:
                  - {device: pdu-1, profile: schneider-iem3000, host: 127.0.0.1, port: 15021, unit: 1, poll: 1s, timeout: 500ms}
                mqtt:
                  - {name: gpus, broker: tcp://127.0.0.1:1883, topics: ["telegraf/#"], format: influx-line}
                """);
        assertThat(devices.modbus()).singleElement().satisfies(device -> {
            assertThat(device.device().value()).isEqualTo("pdu-1");
            assertThat(device.address().port()).isEqualTo(15_021);
            assertThat(device.poll()).isEqualTo(Duration.ofSeconds(1));
            assertThat(device.profile().points()).hasSize(9);
        });
        assertThat(devices.mqtt())
                .singleElement()
                .satisfies(source -> assertThat(source.topics()).containsExactly("telegraf/#"));
    }

    @Test
    void everythingWrongIsSaidAtOnce() throws IOException {
        Files.writeString(folder.resolve("broken.yaml"), "profile: broken\nsource: a test\npoints:\n  - {point: x}\n");
        assertThatThrownBy(() -> read(REGISTRY, """
                        devices:
                          - {device: pdu-1, profile: cdu-generic, host: a}
                          - {device: pdu-2, profile: schneider-iem3000, host: a}
                          - {device: pdu-7, profile: nothing, host: a, port: 0}
                          - {device: pdu-1, profile: broken, host: a, pol: 1s}
                          - {device: pdu-3, profile: sunspec-203, host: a, base: 65500}
                        mqtt:
                          - {name: gpus, broker: localhost, topics: [], format: jsn}
                        """))
                .hasMessageContaining(
                        "d.yaml:2: asset 'pdu-1' is up by point 'voltage_l1n', which profile 'cdu-generic'")
                .hasMessageContaining("d.yaml:3: asset 'pdu-2' is read by collector 'c2', not by 'c1'")
                .hasMessageContaining("d.yaml:4: the registry knows no asset 'pdu-7'; did you mean 'pdu-1'?")
                .hasMessageContaining("d.yaml:6: from 65500 on profile 'sunspec-203' reaches beyond the last register")
                .hasMessageContaining("d.yaml:4: there is no profile 'nothing', neither shipped nor in the folder of"
                        + " nameplate.collector.profiles; known: apc-smart-ups, broken, cdu-generic,")
                .hasMessageContaining("d.yaml:4: 'port' must be a whole number from 1 to 65535, found '0'")
                .hasMessageContaining("broken.yaml:4: a point lacks 'address'")
                .hasMessageContaining("d.yaml:5: unknown key 'pol' in a device; did you mean 'poll'?")
                .hasMessageContaining("d.yaml:5: 'pdu-1' stands twice")
                .hasMessageContaining("d.yaml:8: 'broker' must be an address such as tcp://")
                .hasMessageContaining("d.yaml:8: source 'gpus' needs at least one topic")
                .hasMessageContaining(
                        "d.yaml:8: 'format' must be one of influx-line, json, plain, prometheus, sparkplug-b, dsx-bms, dsx-flex, found 'jsn'; did you mean 'json'?");
    }

    @Test
    void aDeviceBehindAGatewayThatGivesLessIsAskedForLess() {
        String device = """
                devices:
                  - {device: pdu-1, profile: schneider-iem3000, host: a, max_words: %d}
                """;
        assertThat(ReadPlan.of(read(REGISTRY, device.formatted(4))
                                .modbus()
                                .get(0)
                                .profile())
                        .blocks())
                .isNotEmpty()
                .allSatisfy(block ->
                        assertThat(block.request().count()).as(block.toString()).isLessThanOrEqualTo(4));
        assertThatThrownBy(() -> read(REGISTRY, device.formatted(1)))
                .hasMessageContaining("d.yaml:2: reading point '")
                .hasMessageContaining("' of profile 'schneider-iem3000' takes more registers in one answer than 1");
        assertThatThrownBy(() -> read(REGISTRY, device.formatted(126))).hasMessageContaining("d.yaml:2: 'max_words'");
    }

    @Test
    void fieldsOfLinesMayHaveOtherNamesThanDcgms() {
        assertThatThrownBy(() -> read(REGISTRY, """
                        mqtt:
                          - name: gpus
                            broker: tcp://127.0.0.1:1883
                            topics: ["telegraf/#"]
                            format: influx-line
                            fields:
                              DCGM_FI_DEV_GPU_UTIL: util
                              DCGM_FI_DEV_POWER_USAG: power
                              DCGM_FI_DEV_GPU_TEMP: util
                        """))
                .hasMessageContaining("d.yaml:8: 'DCGM_FI_DEV_POWER_USAG' is no field that anything is made of;"
                        + " did you mean 'DCGM_FI_DEV_POWER_USAGE'?")
                .hasMessageContaining("d.yaml:9: two of 'fields' are called 'util'");
    }

    @Test
    void limitsComeFromTheProfileAndTheFileHasTheLastWord() {
        Devices devices = read(REGISTRY, """
                devices:
                  - {device: pdu-1, profile: schneider-iem3000, host: a}
                limits:
                  - {asset: pdu-1, point: power, unit: kW, min: 0, max: 500, max_rate: 250, flat_after: 60}
                  - {asset: pdu-1, point: energy_import, unit: kWh, kind: counter, rollover: 1000000, max_rate: 0.2}
                checks:
                  - {sum: [pdu-1/current_l1], equals: pdu-1/power, tolerance: 2.5, floor: 100, within: 20s}
                """);
        AssetId pdu = new AssetId("pdu-1");
        assertThat(devices.rules().points())
                .containsEntry(
                        new PointKey(pdu, "power"), new PointRule(0, 500_000, PointRule.Kind.GAUGE, 250_000, 60, 0))
                .containsEntry(
                        new PointKey(pdu, "energy_import"),
                        new PointRule(
                                Double.NEGATIVE_INFINITY,
                                Double.POSITIVE_INFINITY,
                                PointRule.Kind.COUNTER,
                                720_000,
                                0,
                                3.6e12))
                .containsEntry(
                        new PointKey(pdu, "frequency"),
                        new PointRule(0, 1_000, PointRule.Kind.GAUGE, Double.POSITIVE_INFINITY, 0, 0));
        assertThat(devices.rules().sums())
                .containsExactly(new SumCheck(
                        List.of(new PointKey(pdu, "current_l1")),
                        new PointKey(pdu, "power"),
                        0.025,
                        100,
                        Duration.ofSeconds(20)));
    }

    @Test
    void limitsThatCannotBeKeptAreSaid() {
        assertThatThrownBy(() -> read(REGISTRY, """
                        limits:
                          - {asset: pdu-1, point: a, min: 2, max: 1}
                          - {asset: pdu-1, point: b, max_rate: 0, rollover: 5}
                          - {asset: pdu-1, point: c, kind: counter, flat_after: 3}
                          - {asset: pdu-1, point: c, unit: horse}
                        checks:
                          - {sum: [pdu-1/x, y], equals: pdu-9/z}
                        """))
                .hasMessageContaining("d.yaml:2: 'min' is above 'max'")
                .hasMessageContaining("d.yaml:3: 'max_rate' must be above 0")
                .hasMessageContaining("d.yaml:3: only a counter begins anew; add 'kind: counter'")
                .hasMessageContaining("d.yaml:4: a counter may stand still for ever")
                .hasMessageContaining("d.yaml:5: 'pdu-1/c' stands twice")
                .hasMessageContaining("d.yaml:5: 'unit' must be one of V, kV,")
                .hasMessageContaining("d.yaml:7: 'sum' names points as ASSET/POINT, such as pdu-1/power, found 'y'")
                .hasMessageContaining("d.yaml:7: the registry knows no asset 'pdu-9'");
    }

    @Test
    void aMisspeltProfileIsToldWithTheNearestAndAFarAssetWithTheKnownOnes() {
        assertThatThrownBy(
                        () -> read(REGISTRY, "devices:\n  - {device: chiller-plant, profile: cdu-genric, host: a}\n"))
                .hasMessageContaining("; did you mean 'cdu-generic'?")
                .hasMessageContaining("knows no asset 'chiller-plant'; known: ");
    }

    @Test
    void everyProfileThatIsNamedIsThere() {
        Profiles shipped = new Profiles(Optional.empty());
        assertThat(shipped.names())
                .isNotEmpty()
                .allMatch(name -> shipped.find(name).isPresent());
    }

    @Test
    void aProfileOfTheOperatorTakesTheShippedOnesPlace() throws IOException {
        Files.writeString(
                folder.resolve("cdu-generic.yaml"),
                "profile: cdu-generic\nsource: mine\npoints:\n  - {point: x, address: 1, type: int16, unit: V}\n");
        Devices devices = read(Optional.empty(), "devices:\n  - {device: d, profile: cdu-generic, host: a}\n");
        assertThat(devices.modbus())
                .extracting(ModbusDevice::profile)
                .extracting(Profile::source)
                .containsExactly("mine");
    }

    @Test
    void theSamplesOfTheDocumentationAreRead() throws IOException {
        List<String> samples = samples("collector.md");
        assertThat(read(Optional.empty(), samples.get(0)).modbus()).hasSize(2);
        assertThat(read(Optional.empty(), samples.get(1)).rules().sums()).hasSize(1);
    }

    @Test
    void theSamplesOfTheModbusPageAreReadAndNameEveryKey() throws IOException {
        List<String> samples = samples("inputs/modbus.md");
        List<ModbusDevice> devices = read(Optional.empty(), samples.get(0)).modbus();
        assertThat(devices).hasSize(4);
        assertThat(devices.get(0).address()).isEqualTo(Address.tcp("10.0.0.7", 502));
        assertThat(devices.get(0))
                .as("the sample shows the defaults")
                .usingRecursiveComparison()
                .isEqualTo(read(Optional.empty(), "devices: [{device: cdu-1, profile: cdu-generic, host: 10.0.0.7}]\n")
                        .modbus()
                        .get(0));
        assertThat(devices.get(2).address()).isEqualTo(devices.get(3).address());
        Profiles shipped = new Profiles(Optional.empty());
        assertThat(ProfileReader.read("sample.yaml", samples.get(1), shipped::find)
                        .points())
                .hasSize(13);
    }

    private static List<String> samples(String page) throws IOException {
        String text = Files.readString(Path.of("../docs", page));
        Matcher samples = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(text);
        return samples.results().map(match -> match.group(1)).toList();
    }

    @Test
    void whatIsWrongWithADevicesConnectionIsSaid() {
        assertThatThrownBy(() -> read(Optional.empty(), """
                        devices:
                          - {device: a, profile: cdu-generic, host: h, transport: serial}
                          - {device: b, profile: cdu-generic, host: h, transport: tls}
                          - {device: c, profile: cdu-generic, host: h, tls: {}}
                          - {device: d, profile: cdu-generic, host: h, transport: tls, tls: {certificate: no.pem, key: no.key, ca: no.ca, nam: x}}
                          - {device: e, profile: cdu-generic, host: h, unit: 3}
                          - {device: f, profile: cdu-generic, host: h, unit: 3}
                        """))
                .hasMessageContaining("d.yaml:2: 'transport' must be one of tcp, rtu_over_tcp, tls, found 'serial'")
                .hasMessageContaining("d.yaml:3: a device lacks 'tls' (the files of a secured connection")
                .hasMessageContaining("d.yaml:4: 'tls' needs 'transport: tls'")
                .hasMessageContaining("d.yaml:5: unknown key 'nam' in the files of a secured connection")
                .hasMessageContaining("d.yaml:5: 'ca': no.ca: there is no such file")
                .hasMessageContaining("d.yaml:5: 'certificate': no.pem: there is no such file")
                .hasMessageContaining("d.yaml:7: 'cdu-generic of unit 3 at tcp://h:502' stands twice; keep one");
    }

    @Test
    void everyShippedProfileHasRegistersToProveIt() {
        Profiles shipped = new Profiles(Optional.empty());
        for (String name : shipped.names()) {
            assertThat(shipped.find(name)).as(name).isPresent();
            assertThat(Path.of("src/test/resources/testcases/modbus", name, "expected.txt"))
                    .as(name)
                    .isRegularFile();
        }
        assertThat(Path.of("src/main/resources/profiles").toFile().list())
                .as("each is listed")
                .hasSameSizeAs(shipped.names());
    }

    @Test
    void aProfileThatExtendsItselfIsSaidToBeWrong() throws IOException {
        Files.writeString(folder.resolve("a.yaml"), "profile: a\nsource: a test\nextends: b\n");
        Files.writeString(folder.resolve("b.yaml"), "profile: b\nsource: a test\nextends: a\n");
        assertThatThrownBy(() -> read(Optional.empty(), "devices:\n  - {device: d, profile: a, host: a}\n"))
                .hasMessageContaining("b.yaml:3: there is no profile 'a' to extend, or it extends this one");
    }

    private Devices read(Optional<Registry> registry, String text) {
        return new DevicesReader(new Profiles(Optional.of(folder)), registry, Sites.C1, Clock.systemUTC())
                .read("d.yaml", text);
    }
}
