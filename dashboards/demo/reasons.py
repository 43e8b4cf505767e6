"""Why people come, in their own words, by specialty: for a first visit, to come back, and for a procedure."""

FIRST = {
    "dermatology": ("A rash on both arms that itches at night.", "A mole on my back has changed its colour.", "Acne, since the spring.", "Dry, cracked hands.", "My hair is thinning.", "A wart on the sole of my foot."),
    "general-practice": ("A cough for three weeks.", "I am tired all the time.", "A check-up; the last was four years ago.", "Stomach ache after meals.", "A form for my employer.", "Dizzy when I get up in the morning."),
    "cardiology": ("My heart skips beats in the evening.", "My blood pressure is high at home.", "Out of breath on the stairs.", "My father had a heart attack at 50.", "Swollen ankles."),
    "paediatrics": ("A cough that does not go away.", "Tummy ache before school.", "Is the weight as it should be?", "Third ear infection this year.", "A check-up before school starts.", "A rash after eating eggs."),
    "orthopaedics": ("My knee hurts on the stairs, for about three weeks.", "Pain in the lower back after lifting.", "I cannot lift my arm over my head.", "I twisted my ankle playing football.", "My hip hurts at night."),
    "gynaecology": ("Heavy periods.", "I would like to talk about contraception.", "A check-up.", "Pain in the lower tummy.", "Hot flushes, and I sleep badly."),
    "ophthalmology": ("New glasses: the old ones give me a headache.", "My left eye is red and sore.", "I see small flashes.", "My sight is blurred in the evening.", "A check because of my diabetes."),
    "psychiatry": ("Trouble sleeping since the summer.", "I worry all day and cannot stop.", "My mood has been low for months.", "Panic on the bus.", "I find it hard to concentrate at work."),
}  # fmt: skip
BACK = {
    "dermatology": ("The rash came back after the cream.", "To see how it heals.", "You wanted to look at the mole again."),
    "general-practice": ("To talk about the blood test.", "Check-up, as you asked me to come back in three months.", "The cough is better, not gone."),
    "cardiology": ("To talk about the 24-hour recording.", "My blood pressure diary is full.", "The new tablets make me tired."),
    "paediatrics": ("To see if the ears are clear.", "Weight again, after two months.", "The second vaccination."),
    "orthopaedics": ("After the scan of the knee.", "Six weeks after the operation.", "The exercises help a little."),
    "gynaecology": ("To talk about the result.", "Three months on the new pill.", "Check-up, as you asked."),
    "ophthalmology": ("The pressure in my eyes again.", "After the drops: is the redness gone?", "Before the cataract operation."),
    "psychiatry": ("How the new tablets work.", "To go on where we stopped.", "I sleep better, and want to talk about the dose."),
}  # fmt: skip
ABOUT_MEDICINE = ("I would like to talk about my medicine.", "My repeat prescription.", "A question about the result.")
PROCEDURES = {
    "dermatology": ("The mole on my back is to be taken off.", "A wart to be frozen.", "A skin sample, as we agreed."),
    "general-practice": ("Stitches to be taken out.", "An ingrown toenail."),
    "orthopaedics": ("An injection into the knee.", "The cast is to come off."),
    "gynaecology": ("A coil to be fitted.", "A sample, as we agreed."),
    "ophthalmology": ("A lump on the eyelid.", "Laser, as we agreed."),
}
OF_CHILDREN = {
    "dermatology": ("A rash after the swimming pool.", "Eczema behind the knees.", "Warts on one hand.", "A birthmark that grows."),
    "orthopaedics": ("A fall from the climbing frame; the wrist still hurts.", "Pain in the heel after football.", "Limping since Sunday."),
    "ophthalmology": ("Sits very close to the television.", "One eye turns in.", "The school nurse asked for a test."),
    "psychiatry": ("Does not want to go to school.", "Cannot fall asleep alone.", "The teacher asked for advice."),
}  # fmt: skip
"""A parent's words; to a family doctor they say what they say to a children's doctor."""

NOTHING_SAID = 0.12


def reason(random, specialty, visit_type, *, is_child):
    """Return the patient's words, or ``""`` for somebody who left the field empty."""
    if random.random() < NOTHING_SAID:
        return ""
    if is_child:
        return random.choice(OF_CHILDREN.get(specialty, FIRST["paediatrics"]))
    texts = {
        "first-visit": FIRST[specialty],
        "follow-up": BACK[specialty],
        "minor-procedure": PROCEDURES.get(specialty, BACK[specialty]),
    }.get(visit_type, (*BACK[specialty], *ABOUT_MEDICINE))
    return random.choice(texts)
