/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import io.nameplate.collectors.boot.ConfigCheck;
import io.nameplate.collectors.devices.Devices;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.document.DocumentException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a collector's settings or its device file as the collector would, and says everything that is wrong at once. */
record ConfigCommand(Path file, Arguments arguments, Output output) {

    private static final Set<String> OPTIONS = Set.of("--profiles", "--registry", "--collector", "-o");

    static ConfigCommand parse(List<String> words) {
        List<String> operands = DeviceOptions.operands(words);
        if (operands.size() != 1) {
            throw new Arguments.WrongCall("collector check needs one file: a device file, or application.properties");
        }
        Arguments arguments = new Arguments(words.subList(1, words.size()), OPTIONS);
        if (arguments.has("--registry") && !isSettings(operands.get(0)) && !arguments.has("--collector")) {
            throw new Arguments.WrongCall("--registry needs --collector ID: whose device file it is");
        }
        return new ConfigCommand(Path.of(operands.get(0)), arguments, Output.of(arguments));
    }

    private static boolean isSettings(String file) {
        return file.endsWith(".properties");
    }

    int run(PrintStream out, PrintStream err) {
        try {
            return said(checked(), out, err);
        } catch (DocumentException mistakes) {
            err.println(mistakes.getMessage());
            return Nameplate.WRONG_INPUT;
        } catch (IOException | UncheckedIOException unreadable) {
            err.println("cannot read " + file + ": " + unreadable.getMessage());
            return Nameplate.FAILED;
        }
    }

    private ConfigCheck.Report checked() throws IOException {
        Optional<Path> folder = arguments.path("--registry");
        Optional<Registry> registry =
                folder.isPresent() ? Optional.of(RegistryFolder.read(folder.get(), 1)) : Optional.empty();
        if (!Files.isRegularFile(file)) {
            throw new Arguments.WrongCall("there is no file " + file);
        }
        return isSettings(file.toString())
                ? ConfigCheck.settings(file, registry)
                : ConfigCheck.devices(
                        file,
                        arguments.path("--profiles"),
                        registry,
                        new CollectorId(arguments.text("--collector").orElse("any")),
                        Optional.empty());
    }

    private int said(ConfigCheck.Report report, PrintStream out, PrintStream err) {
        Devices devices = report.devices();
        if (output == Output.JSON) {
            Map<String, Object> content = new LinkedHashMap<>();
            content.put("file", file.toString());
            content.put("devices", devices.modbus().size());
            content.put("mqtt", devices.mqtt().size());
            content.put("scrape", devices.scrape().size());
            content.put("otlp", devices.otlp().size());
            content.put("witness", devices.witnesses().size());
            content.put("problems", report.problems());
            content.put("warnings", report.warnings());
            Output.json(out, content);
            return code(report);
        }
        report.warnings().forEach(warning -> err.println("warning: " + warning));
        if (report.problems().isEmpty()) {
            out.println(
                    "%s: %d Modbus devices, %d MQTT sources, %d scrape sources, %d OTLP sources, %d witnesses; no mistakes"
                            .formatted(
                                    file,
                                    devices.modbus().size(),
                                    devices.mqtt().size(),
                                    devices.scrape().size(),
                                    devices.otlp().size(),
                                    devices.witnesses().size()));
        } else {
            report.problems().forEach(err::println);
        }
        return code(report);
    }

    private static int code(ConfigCheck.Report report) {
        return report.problems().isEmpty() ? Nameplate.DONE : Nameplate.WRONG_INPUT;
    }
}
