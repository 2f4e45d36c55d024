/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.nameplate.model.Rooms;
import java.time.Instant;

@AnalyzeClasses(packages = "io.nameplate.streamjobs", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

    @ArchTest
    static final ArchRule roomsMeetOnlyInTheFlow = slices().matching("io.nameplate.streamjobs.(*)..")
            .namingSlices("$1")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(alwaysTrue(), resideInAPackage("..streamjobs.flow.."))
            .ignoreDependency(resideInAPackage("..streamjobs.job.."), alwaysTrue());

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("io.nameplate.streamjobs.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule timeComesFromAClock = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule onlyTheIngestKnowsMqtt =
            Rooms.of("..ingest..").aloneKnow("org.eclipse.paho..", "com.hivemq..");

    /** That place is the module 'access'. */
    @ArchTest
    static final ArchRule keyStoresAreMadeElsewhere = Rooms.nobodyMakesKeyStores();

    @ArchTest
    static final ArchRule onlyTheSinkKnowsInfluxDb = Rooms.of("..sink..").aloneKnow("com.influxdb..");
}
