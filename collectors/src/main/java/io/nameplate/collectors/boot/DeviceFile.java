/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.devices.Devices;
import io.nameplate.collectors.devices.DevicesReader;
import io.nameplate.collectors.devices.Profiles;
import io.nameplate.collectors.witness.WitnessRule;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.document.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The device file and the folder of profiles of a plan: reads them, and notices that they were changed. Any thread may ask. */
final class DeviceFile {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceFile.class);

    private final Plan plan;
    private List<String> seen = List.of();
    private String read = "";
    private String taken = "";
    private final Set<String> said = new HashSet<>();

    DeviceFile(Plan plan) {
        this.plan = plan;
    }

    /**
     * Reads what is there now.
     *
     * @param registry where it is known: devices must be its assets
     * @throws io.nameplate.model.language.document.DocumentException with everything that is wrong
     */
    synchronized Devices read(Optional<Registry> registry) throws IOException {
        seen = marks();
        read = plan.devices().isEmpty() ? "" : Files.readString(plan.devices().get());
        return devices(read, registry);
    }

    /** What was read last is what the drivers go by. */
    synchronized void taken() {
        taken = read;
    }

    /**
     * Which points speak for which nodes by another registry, as the file that was taken says, whatever stands there now.
     *
     * @throws io.nameplate.model.language.document.DocumentException with everything that is wrong
     */
    synchronized List<WitnessRule> witnesses(Registry registry) throws IOException {
        return devices(taken, Optional.of(registry)).witnesses();
    }

    private Devices devices(String text, Optional<Registry> registry) throws IOException {
        if (plan.devices().isEmpty()) {
            return Devices.NONE;
        }
        Path file = plan.devices().get();
        DevicesReader reader = new DevicesReader(
                        new Profiles(plan.profiles()), registry, plan.collector(), Clock.systemUTC())
                .over(plan.mqttClient());
        Devices devices = reader.read(file.toString(), text);
        for (Problem warning : reader.warnings()) {
            if (said.add(warning.toString())) {
                LOG.atWarn().addKeyValue("detail", warning).log("device file has what works and is still not right");
            }
        }
        return devices;
    }

    /** Whether a file is another one than when it was read. */
    synchronized boolean isChanged() throws IOException {
        return !marks().equals(seen);
    }

    /** Name, size and time of each file. */
    private List<String> marks() throws IOException {
        List<Path> files = new ArrayList<>(plan.devices().stream().toList());
        if (plan.profiles().isPresent()) {
            try (Stream<Path> profiles = Files.list(plan.profiles().get())) {
                profiles.filter(Files::isRegularFile).sorted().forEach(files::add);
            }
        }
        List<String> marks = new ArrayList<>();
        for (Path file : files) {
            marks.add(file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
        }
        return marks;
    }
}
