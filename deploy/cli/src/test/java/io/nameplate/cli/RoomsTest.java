/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.nameplate.model.Rooms;

/** The command line needs no broker, no cluster and no framework, and settles by no clock. */
@AnalyzeClasses(packages = "io.nameplate.cli", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

    @ArchTest
    static final ArchRule aCommandIsPlainJavaOverTheModelAndTheCollectorsFiles = Rooms.of("io.nameplate.cli..")
            .knowOnly(
                    "java..",
                    "org.jspecify..",
                    "io.nameplate.model..",
                    "io.nameplate.alerting.ledger.evidence..",
                    "io.nameplate.alerting.ledger.resettle..",
                    "com.fasterxml.jackson..",
                    "io.nameplate.collectors.devices..",
                    "io.nameplate.collectors.inventory..",
                    "io.nameplate.collectors.modbus..",
                    "io.nameplate.collectors.units..",
                    "io.nameplate.collectors.readings..",
                    "io.nameplate.collectors.replay..",
                    "io.nameplate.collectors.spool..",
                    "io.nameplate.collectors.boot..",
                    "io.nameplate.collectors.link..",
                    "io.nameplate.collectors.mqtt..",
                    "io.nameplate.collectors.scrape..",
                    "io.nameplate.collectors.otlp..",
                    "io.nameplate.access.credentials..");

    @ArchTest
    static final ArchRule noCommandReadsAClock = Rooms.nobodyReadsAClock();
}
