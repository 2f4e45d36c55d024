/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.demo;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.nameplate.model.Rooms;

/** The launcher starts processes and reads answers; it settles and decides nothing. */
@AnalyzeClasses(packages = "io.nameplate.demo", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

    @ArchTest
    static final ArchRule theLauncherKnowsOnlyTheLanguageAndTheScenario = Rooms.of("io.nameplate.demo..")
            .knowOnly(
                    "java..",
                    "org.jspecify..",
                    "io.nameplate.model.language..",
                    "io.nameplate.simulator.scenario..",
                    "org.apache.activemq..");

    @ArchTest
    static final ArchRule onlyTheBrokerKnowsArtemis = noClasses()
            .that()
            .doNotHaveSimpleName("EmbeddedBroker")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.activemq..");
}
