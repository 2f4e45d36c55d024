/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.nameplate.model.Rooms;
import java.time.Instant;

/** Holds the rooms of the simulator: what each may know. */
@AnalyzeClasses(packages = "io.nameplate.simulator", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

    @ArchTest
    static final ArchRule ofOursItKnowsTheLanguageAlone = Rooms.nobodyKnows(
            "io.nameplate.model.evidence..",
            "io.nameplate.model.verdict..",
            "io.nameplate.model.account..",
            "io.nameplate.model.wire..",
            "io.nameplate.collectors..",
            "io.nameplate.streamjobs..",
            "io.nameplate.alerting..",
            "io.nameplate.cli..",
            "io.nameplate.demo..");

    @ArchTest
    static final ArchRule theFacilityIsPlainJavaOverItsScenario = Rooms.of("..simulator.facility..")
            .knowOnly("java..", "org.jspecify..", "io.nameplate.model.language..", "..simulator.scenario..");

    @ArchTest
    static final ArchRule theTruthKnowsNoReading =
            Rooms.of("..simulator.truth..").knowNoneOf("..simulator.archive..", "..simulator.live..");

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("io.nameplate.simulator.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule timeComesFromAClock = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Math.class, "random");
}
