/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.devices;

import io.nameplate.collectors.link.MqttClients;
import io.nameplate.collectors.modbus.ModbusDevice;
import io.nameplate.collectors.mqtt.MqttSource;
import io.nameplate.collectors.otlp.OtlpSource;
import io.nameplate.collectors.scrape.ScrapeSource;
import io.nameplate.collectors.validate.Rules;
import io.nameplate.collectors.witness.WitnessRule;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.document.DocumentException;
import io.nameplate.model.language.document.Fields;
import io.nameplate.model.language.document.Problem;
import io.nameplate.model.language.document.Problems;
import io.nameplate.model.language.document.Tree;
import io.nameplate.model.language.document.YamlText;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a device file and reports everything that is wrong with it and the profiles it names, with file and line. */
public final class DevicesReader {

    private final Problems problems = new Problems();
    private final Surroundings surroundings;
    private final ModbusEntries modbus;
    private final MqttEntries mqtt;
    private final ScrapeEntries scrape;
    private final OtlpEntries otlp;
    private final WitnessEntries witnesses;
    private final RuleEntries rules;

    /**
     * A reader of one file.
     *
     * @param registry where it is known: every device must be one of its assets and the collector's
     * @param clock says whether certificates are valid
     */
    public DevicesReader(Profiles profiles, Optional<Registry> registry, CollectorId collector, Clock clock) {
        surroundings = new Surroundings(registry, collector, clock);
        modbus = new ModbusEntries(profiles, surroundings, problems);
        mqtt = new MqttEntries(surroundings);
        scrape = new ScrapeEntries(surroundings);
        otlp = new OtlpEntries(surroundings);
        witnesses = new WitnessEntries(surroundings);
        rules = new RuleEntries(surroundings, problems);
    }

    /** Has brokers that this client is not used for said to be wrong. */
    public DevicesReader over(MqttClients client) {
        surroundings.over(client);
        return this;
    }

    /**
     * Reads the file.
     *
     * @param file the name that problems show
     * @throws DocumentException with every problem found
     */
    public Devices read(String file, String text) {
        Fields fields = Fields.of(YamlText.parse(file, text), problems, "a device file");
        List<ModbusDevice> devices = new ArrayList<>();
        for (Tree tree : fields.list("devices")) {
            modbus.read(Fields.of(tree, problems, "a device")).ifPresent(devices::add);
        }
        List<MqttSource> sources = new ArrayList<>();
        for (Tree tree : fields.list("mqtt")) {
            sources.add(mqtt.read(Fields.of(tree, problems, "an MQTT source")));
        }
        List<ScrapeSource> scraped = new ArrayList<>();
        for (Tree tree : fields.list("scrape")) {
            scraped.add(scrape.read(Fields.of(tree, problems, "a scrape source")));
        }
        List<OtlpSource> sent = new ArrayList<>();
        for (Tree tree : fields.list("otlp")) {
            sent.add(otlp.read(Fields.of(tree, problems, "an OTLP source")));
        }
        devices.forEach(rules::profileOf);
        devices.forEach(witnesses::device);
        List<WitnessRule> speaking = new ArrayList<>();
        for (Tree tree : fields.list("witness")) {
            speaking.addAll(witnesses.read(Fields.of(tree, problems, "a witness")));
        }
        Rules checked = rules.read(fields);
        fields.end();
        problems.throwIfAny();
        return new Devices(devices, sources, scraped, sent, speaking, checked);
    }

    /** What works as it stands in the file and is still not right, such as a key that everybody may read. */
    public List<Problem> warnings() {
        return surroundings.warnings();
    }
}
